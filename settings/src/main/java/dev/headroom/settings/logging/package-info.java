/** How a program logs, as its environment says; may import settings. */
@NullMarked
package dev.headroom.settings.logging;

import org.jspecify.annotations.NullMarked;
