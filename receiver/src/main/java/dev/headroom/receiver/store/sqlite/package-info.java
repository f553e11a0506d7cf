/** The store in one SQLite file, written by one thread with group commit; may import the port store and the records that it stores. */
@NullMarked
package dev.headroom.receiver.store.sqlite;

import org.jspecify.annotations.NullMarked;
