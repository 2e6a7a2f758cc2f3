/** Who is in: membership, health, votes, epochs, and the switch from one topology to the next. */
package io.flotilla.topology;
