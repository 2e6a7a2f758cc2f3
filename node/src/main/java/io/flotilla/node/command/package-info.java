/** Commands that ask or tell a running node something, over its admin port. */
package io.flotilla.node.command;
