package io.flotilla.topology;

import com.hazelcast.cluster.Member;
import com.hazelcast.config.MemberAttributeConfig;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * What members of the cluster say of themselves in their attributes: that they are a node, which, and with which pools. Any member can
 * say that; in a fleet with a secret it has to be signed, for the address at which the member is, so that no other can repeat it.
 */
final class NodeClaims {
    private static final String ID = "flotilla.id";
    private static final String NAME = "flotilla.name";
    private static final String POOLS = "flotilla.pools";
    private static final String PROOF = "flotilla.proof";

    private final Hmac hmac;
    private final Refusals refusals;
    private final Set<UUID> strangers = ConcurrentHashMap.newKeySet();

    NodeClaims(Hmac hmac, Refusals refusals) {
        this.hmac = hmac;
        this.refusals = refusals;
    }

    /** Puts a node's claim into the attributes with which it is going to join. */
    void make(MemberAttributeConfig attributes, MemberId node, SamePools pools, InetSocketAddress address) {
        attributes.setAttribute(ID, node.id()).setAttribute(NAME, node.name()).setAttribute(POOLS, pools.toString());
        if (!hmac.isOff()) {
            attributes.setAttribute(PROOF, hmac.sign(text(node, pools.toString(), address)));
        }
    }

    /** The members that are nodes, in their order; those that only say so are left out, counted and told once. */
    Stream<Member> nodes(Collection<Member> members) {
        return members.stream()
                .filter(m -> m.getAttribute(ID) != null && m.getAttribute(NAME) != null)
                .filter(this::isBelieved);
    }

    private boolean isBelieved(Member member) {
        if (hmac.isOff()) {
            return true;
        }
        String text = text(nodeOf(member), poolsOf(member), member.getSocketAddress());
        boolean believed = hmac.isSigned(text, member.getAttribute(PROOF));
        if (!believed && strangers.add(member.getUuid())) {
            refusals.add(
                    Refusals.What.MEMBER,
                    member.getAddress() + " says that it is node " + nodeOf(member)
                            + " and has not signed that with this fleet's secret");
        }
        return believed;
    }

    static MemberId nodeOf(Member member) {
        return new MemberId(member.getAttribute(ID), member.getAttribute(NAME));
    }

    /** The pools of a member that is a node, as {@link SamePools} writes them; null if it does not say. */
    static String poolsOf(Member member) {
        return member.getAttribute(POOLS);
    }

    private static String text(MemberId node, String pools, InetSocketAddress address) {
        String host = address.isUnresolved()
                ? address.getHostString()
                : address.getAddress().getHostAddress();
        return String.join("\n", "member", node.id(), node.name(), host + ' ' + address.getPort(), pools);
    }
}
