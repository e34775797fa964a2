/** What Apicurio's serde lacks, plugged in through its own settings: see RATIONALE.md. */
@NullMarked
package dev.backstop.registry.apicurio;

import org.jspecify.annotations.NullMarked;
