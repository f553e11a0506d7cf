/** Tests of the shipped alert rules, routes and their documentation. */
package dev.headroom.receiver.rules;
