package dev.backstop.demo;

/** What a request asks for beside an answer. */
enum Wish {
  NOTHING_SPECIAL,
  /** A provisional answer while a person is asked. */
  PROVISIONAL,
  /** An answer of the first tier or none. */
  FIRST_TIER_ONLY,
  /** An answer within seconds, for which the robot has no time: the policy's answer is due. */
  NOBODY_LOOKS;

  /** The tag under which the wish travels with a request to whoever reads it later. */
  static final String TAG = "demo-wish";
}
