package dev.backstop.topology.ingest;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.WindowStore;

/** A store of seen ids that counts what it is asked. */
final class WatchedStore {

  /** Look-ups by key. */
  int fetched;

  /** Ids that iterators have handed out. */
  int read;

  /** Iterators that were opened and not closed. */
  int open;

  private final WindowStore<String, Long> store;

  WatchedStore(WindowStore<String, Long> store) {
    this.store = store;
  }

  @SuppressWarnings("unchecked")
  WindowStore<String, Long> store() {
    return (WindowStore<String, Long>)
        Proxy.newProxyInstance(
            WatchedStore.class.getClassLoader(),
            new Class<?>[] {WindowStore.class},
            (proxy, method, arguments) -> {
              try {
                Object result = method.invoke(store, arguments);
                if (method.getName().equals("fetchAll")) {
                  open++;
                  return watched((KeyValueIterator<Windowed<String>, Long>) result);
                }
                if (method.getName().equals("fetch")) {
                  fetched++;
                }
                return result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private Object watched(KeyValueIterator<Windowed<String>, Long> iterator) {
    return Proxy.newProxyInstance(
        WatchedStore.class.getClassLoader(),
        new Class<?>[] {KeyValueIterator.class},
        (proxy, method, arguments) -> {
          try {
            switch (method.getName()) {
              case "next" -> read++;
              case "close" -> open--;
              default -> {}
            }
            return method.invoke(iterator, arguments);
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        });
  }
}
