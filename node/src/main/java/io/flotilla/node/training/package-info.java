/** What a node goes through once, when its start-up cache is made: requests of both protocols, and switches meanwhile. */
package io.flotilla.node.training;
