/** The documents do not lie: what they say of keys is asked of the program, and the commands in them are run. */
package dev.headroom.receiver.documents;
