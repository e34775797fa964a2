/** Which faults strike when: a plan, as a function of the seed. */
@NullMarked
package dev.backstop.verify.fault;

import org.jspecify.annotations.NullMarked;
