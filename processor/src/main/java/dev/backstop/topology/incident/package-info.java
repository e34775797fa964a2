/** Has the incidents: looks at every domain again and again, and writes what has changed. */
@NullMarked
package dev.backstop.topology.incident;

import org.jspecify.annotations.NullMarked;
