/** Files that are read again when they change; imports nothing of ours. */
@NullMarked
package dev.headroom.clients.file;

import org.jspecify.annotations.NullMarked;
