/** The demonstration: real servers, three nodes, a server and a proxy killed, and an account of what happened. */
package io.flotilla.node.demo;
