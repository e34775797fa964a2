/**
 * Writes the generated documents: each {@link dev.backstop.docs.Page} is a function of the code, so
 * that a document which says otherwise fails a test.
 */
@NullMarked
package dev.backstop.docs;

import org.jspecify.annotations.NullMarked;
