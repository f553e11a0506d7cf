/** Docker images and docker-compose projects for tests on a real daemon; imports nothing of the product. */
package dev.headroom.receiver.docker;
