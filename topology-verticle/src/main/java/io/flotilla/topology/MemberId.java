package io.flotilla.topology;

/**
 * One life of one node: a node that restarts keeps its name and gets a new id.
 *
 * @param id unique for ever
 * @param name unique among the nodes that live
 */
public record MemberId(String id, String name) {
    @Override
    public String toString() {
        return name;
    }
}
