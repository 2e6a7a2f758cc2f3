package io.flotilla.topology;

/**
 * What shows that the node at the other end of a link is the one that is meant: in a fleet with a secret it signs what it is asked.
 * So nobody else can make a node appear to be there. Without a secret, the node's id has to do.
 */
final class LinkProof {
    private final Hmac hmac;

    LinkProof(Hmac hmac) {
        this.hmac = hmac;
    }

    /** What this node answers to a ping. */
    String answer(MemberId node, String ping) {
        String text = text(node, ping);
        return hmac.isOff() ? text : hmac.sign(text);
    }

    /** Whether that node, or another one of the fleet that says so, has answered this ping. */
    boolean holds(MemberId node, String ping, String answer) {
        String text = text(node, ping);
        return hmac.isOff() ? text.equals(answer) : hmac.isSigned(text, answer);
    }

    private static String text(MemberId node, String ping) {
        return "link " + node.id() + ' ' + ping;
    }
}
