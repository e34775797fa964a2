package dev.backstop.playbook;

import java.util.Map;

/** Tells something outside, without making anybody wait. */
public interface Notifier {

  /** Tells nobody. */
  Notifier NOBODY =
      new Notifier() {
        @Override
        public void tell(Notice notice) {}

        @Override
        public Map<String, Boolean> told() {
          return Map.of();
        }
      };

  /** Has it told soon. One that cannot be taken now has failed. */
  void tell(Notice notice);

  /** What became of late notices, by their keys: whether they were taken. */
  Map<String, Boolean> told();
}
