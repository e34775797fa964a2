package dev.backstop.control;

import dev.backstop.policy.Playbook;
import dev.backstop.policy.Policy;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One wish of an operator.
 *
 * @param id names it in lineage; a digest of all else, so that no other control can have it
 * @param domain {@link Policy#ANY_DOMAIN} stands for every domain; where a playbook wants it, for
 *     those that have no policy of their own
 * @param who pseudonym of who wants it
 * @param expiresAt from when on the policy applies again; null for a return to normal alone
 */
public record Control(
    String id,
    String domain,
    Switch set,
    String who,
    String why,
    Instant issuedAt,
    @Nullable Instant expiresAt) {

  /** What is wanted for longer belongs into the policy. */
  public static final Duration LONGEST = Duration.ofDays(7);

  /** How far the clock of who issues it may be ahead. */
  private static final Duration AHEAD = Duration.ofMinutes(5);

  /** What the keys begin with of controls that playbooks have set; no slot does. */
  private static final String PLAYBOOKS = "playbook/";

  private static final int WHO_MOST = 200;
  private static final int WHY_MOST = 1_000;
  private static final int ID_DIGITS = 16;
  private static final Pattern SLOT =
      Pattern.compile(
          "stop|force|canary-share|audit-rate|tighten|shed|tier/.+|breaker/[^|]+\\|.*|approve/.+");

  /** A control with its id. Times are kept to the millisecond, as they travel. */
  public static Control of(
      String domain,
      Switch set,
      String who,
      String why,
      Instant issuedAt,
      @Nullable Instant expiresAt) {
    Control nameless =
        new Control(
            "",
            domain,
            set,
            who,
            why,
            millis(issuedAt),
            expiresAt == null ? null : millis(expiresAt));
    return new Control(
        nameless.digest(), domain, set, who, why, nameless.issuedAt, nameless.expiresAt);
  }

  /**
   * The key of its record: the next control with the same takes its place on the topic. What
   * playbooks set has one of its own, else compaction would leave of two that came in the same
   * second the playbook's alone, and the person's would be gone.
   */
  public String key() {
    return ofPlaybook() ? ofPlaybooks(place()) : place();
  }

  /** The switch and the domain: of two with the same, one alone has an effect. */
  public String place() {
    return set.slot() + '@' + domain;
  }

  /** The key of what playbooks set in a place. */
  public static String ofPlaybooks(String place) {
    return PLAYBOOKS + place;
  }

  /** Whether it is set now, or was when another was issued that came after it. */
  public boolean stands(Instant issued, Instant now) {
    return !clears() && (holds(now) || holds(issued));
  }

  /** Whether it has an effect at that time. */
  public boolean holds(Instant now) {
    return expiresAt == null || now.isBefore(expiresAt);
  }

  /** Whether it takes back what was wanted before. */
  public boolean clears() {
    return set instanceof Switch.Normal;
  }

  /** A clause that tells what is wanted for whom. */
  public String inWords() {
    return set.inWords()
        + (!domain.equals(Policy.ANY_DOMAIN)
            ? " in domain '" + domain + "'"
            : ofPlaybook() ? " in every domain that has no policy of its own" : " in every domain");
  }

  /**
   * Why it must not take effect; empty if it may.
   *
   * @param key of the record that it came in
   */
  public List<String> problems(String key, Instant now) {
    List<String> problems = new ArrayList<>();
    // What a playbook set before its controls had a key of their own has the place for one.
    if (!key.equals(key()) && !(ofPlaybook() && key.equals(place()))) {
      problems.add("its key must be '" + key() + "'");
    }
    if (!id.equals(digest())) {
      problems.add("its id is not that of its contents");
    }
    if (domain.isBlank()) {
      problems.add("it names no domain; '*' stands for every one");
    }
    if (!SLOT.matcher(set.slot()).matches()) {
      problems.add("there is no switch '" + set.slot() + "'");
    }
    if (set.slot().startsWith(Switch.BREAKER) && !domain.equals(Policy.ANY_DOMAIN)) {
      problems.add("a breaker is one for every domain, so its domain must be '*'");
    }
    text("who", who, WHO_MOST, problems);
    text("why", why, WHY_MOST, problems);
    Double share = set.share();
    // Written so that what is not a number is refused.
    if (share != null && !(share >= 0 && share <= 1)) {
      problems.add("its share must be from 0 to 1");
    } else if (share != null && share == 0 && set instanceof Switch.Shed) {
      problems.add("its share must be above 0: an empty queue turns nobody away");
    }
    if (issuedAt.isAfter(now.plus(AHEAD))) {
      problems.add("it was issued in the future");
    }
    problems.addAll(span());
    return problems;
  }

  /** Whether a playbook wants it, and no person. */
  public boolean ofPlaybook() {
    return who.startsWith(Playbook.ACTOR);
  }

  /**
   * Why the policies do not let that person set it; empty if they do. What a playbook sets is
   * wanted by the policy that has it, whomever else that names.
   *
   * @param governing the policies in force for its domain
   */
  public List<String> notTheirs(List<Policy> governing) {
    if (ofPlaybook()) {
      return notOfAPlaybook(governing);
    }
    List<String> problems = new ArrayList<>();
    for (Policy policy : governing) {
      String problem = policy.charter().people().control(who);
      if (problem != null) {
        problems.add(policy.ref().toLineage() + ": " + problem);
      }
    }
    return problems;
  }

  /**
   * A playbook sets what its actions say, where its own policy governs and nowhere else. One that
   * is gone may still take back what it has set.
   */
  private List<String> notOfAPlaybook(List<Policy> governing) {
    if (!ActionSwitch.maySet(set.slot())) {
      // Whatever governs: before the first policy has come, too.
      return List.of("no playbook sets switch '" + set.slot() + "'");
    }
    if (clears() || governing.isEmpty()) {
      return List.of();
    }
    List<Playbook> known =
        governing.stream()
            .filter(policy -> policy.domain().equals(domain))
            .flatMap(policy -> policy.charter().playbooks().stream())
            .filter(playbook -> playbook.actor().equals(who))
            .toList();
    if (known.isEmpty()) {
      return List.of("no policy in force where it is to apply has that playbook: '" + who + "'");
    }
    return known.stream().anyMatch(playbook -> ActionSwitch.isWantedBy(playbook, set))
        ? List.of()
        : List.of("no action of '" + who + "' says that " + set.inWords());
  }

  /** What is signed: every field but id and signature, each after its length. */
  public byte[] canonical() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    put(bytes, domain);
    put(bytes, set.slot());
    put(bytes, set.kind().name());
    put(bytes, set.tier() == null ? "" : set.tier());
    put(bytes, set.share() == null ? "" : set.share().toString());
    put(bytes, who);
    put(bytes, why);
    put(bytes, Long.toString(issuedAt.toEpochMilli()));
    put(bytes, expiresAt == null ? "" : Long.toString(expiresAt.toEpochMilli()));
    return bytes.toByteArray();
  }

  private List<String> span() {
    if (clears()) {
      return expiresAt == null
          ? List.of()
          : List.of("a return to normal has no end, but it names one");
    }
    if (expiresAt == null) {
      return List.of("it has no end: name when it expires");
    }
    if (!expiresAt.isAfter(issuedAt)) {
      return List.of("it ends before it begins");
    }
    return Duration.between(issuedAt, expiresAt).compareTo(LONGEST) > 0
        ? List.of(
            "it is to last longer than "
                + LONGEST.toDays()
                + " days: what is wanted for longer belongs into the policy")
        : List.of();
  }

  private static void text(String name, String text, int most, List<String> problems) {
    if (text.isBlank()) {
      problems.add("it does not say " + name);
    } else if (text.length() > most) {
      problems.add("its '" + name + "' is longer than " + most + " characters");
    }
  }

  private static Instant millis(Instant time) {
    return Instant.ofEpochMilli(time.toEpochMilli());
  }

  private static void put(ByteArrayOutputStream bytes, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(utf8.length).array());
    bytes.writeBytes(utf8);
  }

  private String digest() {
    try {
      byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(canonical());
      return HexFormat.of().formatHex(sha256).substring(0, ID_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
