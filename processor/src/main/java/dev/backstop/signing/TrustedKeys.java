package dev.backstop.signing;

import dev.backstop.control.Control;
import dev.backstop.drill.DrillMark;
import dev.backstop.policy.PublishedPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The people whose signatures count, by name. Without any, no signature is asked for. */
public final class TrustedKeys {

  private static final String SUFFIX = ".pub.pem";

  private final Map<String, PublicKey> byName;

  private TrustedKeys(Map<String, PublicKey> byName) {
    this.byName = byName;
  }

  /** These keys, by the names of those whose they are. */
  public static TrustedKeys of(Map<String, PublicKey> byName) {
    return new TrustedKeys(Map.copyOf(byName));
  }

  /**
   * The keys in files called {@code <name>.pub.pem}.
   *
   * @param problems gets what is wrong with them
   */
  public static TrustedKeys read(List<Path> files, Consumer<String> problems) {
    return read("policies.trusted.keys", files, problems);
  }

  /** The same of the files that another configuration key names. */
  public static TrustedKeys read(String key, List<Path> files, Consumer<String> problems) {
    String quoted = "'" + key + "': ";
    Map<String, PublicKey> byName = new LinkedHashMap<>();
    for (Path file : files) {
      String name = file.getFileName().toString();
      if (!name.endsWith(SUFFIX) || name.length() == SUFFIX.length()) {
        problems.accept(
            quoted + file + " must be called <name>" + SUFFIX + ", after the one whose key it is");
        continue;
      }
      try {
        PublicKey own = KeyFiles.publicKey(file);
        String owner = name.substring(0, name.length() - SUFFIX.length());
        if (byName.containsValue(own)) {
          problems.accept(
              quoted
                  + "the key of '"
                  + owner
                  + "' is somebody else's too; each needs one of their own");
        }
        if (byName.put(owner, own) != null) {
          problems.accept(quoted + "there are two keys of '" + owner + "'");
        }
      } catch (IOException e) {
        problems.accept(quoted + e.getMessage());
      }
    }
    return new TrustedKeys(byName);
  }

  public boolean isEmpty() {
    return byName.isEmpty();
  }

  /** Why the policy must not be trusted; empty if it may, or if nobody's signature counts. */
  public List<String> problems(PublishedPolicy policy) {
    List<String> problems = new ArrayList<>();
    if (byName.isEmpty()) {
      return problems;
    }
    check(Part.AUTHOR, policy.author(), policy.authorSignature(), policy, problems);
    String approver = policy.approver();
    if (approver == null) {
      problems.add("nobody has approved it");
    } else if (approver.equals(policy.author())) {
      problems.add("'" + approver + "' has both written and approved it");
    } else {
      check(Part.APPROVER, approver, policy.approverSignature(), policy, problems);
    }
    if (policy.authorSignature() != null
        && Arrays.equals(policy.authorSignature(), policy.approverSignature())) {
      problems.add("author and approver have one and the same signature");
    }
    return problems;
  }

  /**
   * Why nobody who counts has put the version in force; empty if somebody has, or if nobody's
   * signature counts.
   */
  public List<String> problems(
      PublishedPolicy.Activation activation, String domain, String sha256) {
    if (byName.isEmpty()) {
      return List.of();
    }
    String who = "'" + activation.by() + "', who put it in force,";
    PublicKey key = byName.get(activation.by());
    byte[] signature = activation.signature();
    if (key == null) {
      return List.of("the key of " + who + " is not trusted here");
    }
    if (signature == null) {
      return List.of(who + " has not signed that");
    }
    return Signatures.verifies(
            key, Part.OPERATOR, activation.by(), activation.canonical(domain, sha256), signature)
        ? List.of()
        : List.of("the signature of " + who + " is not for this activation");
  }

  /** Why the control must not be trusted; empty if it may, or if nobody's signature counts. */
  public List<String> problems(Control control, byte @Nullable [] signature) {
    if (byName.isEmpty()) {
      return List.of();
    }
    PublicKey key = byName.get(control.who());
    if (key == null) {
      return List.of("the key of '" + control.who() + "' is not trusted here");
    }
    if (signature == null) {
      return List.of("'" + control.who() + "' has not signed it");
    }
    return Signatures.verifies(key, Part.OPERATOR, control.who(), control.canonical(), signature)
        ? List.of()
        : List.of("the signature of '" + control.who() + "' is not for this control");
  }

  /**
   * Why the mark must not be trusted for that request; empty if it may. Without any keys none is.
   */
  public List<String> problems(DrillMark mark, String requestId) {
    PublicKey key = byName.get(mark.signer());
    if (key == null) {
      return List.of("the key of its signer is not trusted here");
    }
    return Signatures.verifies(
            key, Part.DRILL, mark.signer(), mark.canonical(requestId), mark.signature())
        ? List.of()
        : List.of("its signature is not for this request");
  }

  /** Whether any of these has signed it, in that part and by the name of whose key it is. */
  boolean anySigned(Part part, byte[] document, byte[] signature) {
    return byName.entrySet().stream()
        .anyMatch(
            one -> Signatures.verifies(one.getValue(), part, one.getKey(), document, signature));
  }

  /** Whether what an instance signs by its key for playbooks would be trusted. */
  boolean trusts(ControlKey key) {
    byte[] nothing = new byte[0];
    PublicKey open = byName.get(key.name());
    return open != null
        && Signatures.verifies(open, Part.PLAYBOOK, key.name(), nothing, key.sign(nothing));
  }

  /** The names here of keys that are among the others too. */
  List<String> alsoOf(TrustedKeys others) {
    return byName.entrySet().stream()
        .filter(one -> others.byName.containsValue(one.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  private void check(
      Part part,
      String signer,
      byte @Nullable [] signature,
      PublishedPolicy policy,
      List<String> problems) {
    String who = part == Part.AUTHOR ? "author" : "approver";
    PublicKey key = byName.get(signer);
    if (key == null) {
      problems.add("the key of its " + who + " '" + signer + "' is not trusted here");
    } else if (signature == null) {
      problems.add("its " + who + " '" + signer + "' has not signed it");
    } else if (!Signatures.verifies(key, part, signer, policy.document(), signature)) {
      problems.add("the signature of its " + who + " '" + signer + "' is not for this document");
    }
  }
}
