/**
 * The model repository: a directory, local or mounted, with a folder for each version of a model. A
 * version never changes once it is there, and nothing of it is used before every digest is right.
 */
@NullMarked
package dev.backstop.model.repository;

import org.jspecify.annotations.NullMarked;
