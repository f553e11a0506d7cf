/** The packaged program as a child process, alone or among real servers; imports nothing of the product. */
package dev.headroom.receiver.e2e;
