/**
 * Who stands behind a policy or a control: Ed25519 signatures (RFC 8032), and the keys that count.
 */
@NullMarked
package dev.backstop.signing;

import org.jspecify.annotations.NullMarked;
