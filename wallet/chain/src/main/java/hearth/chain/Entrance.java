package hearth.chain;

import hearth.protocol.ServerId;

import java.net.URI;

/// Where a network gives out its work: a coordinator, and the key by which it is known. Whoever
/// joins takes both from the sealed profile, so no name server decides whom a device works for.
///
/// @param coordinator base address without a path: https, or http on this computer
/// @param server the key that signs what it grants and receipts
public record Entrance(URI coordinator, ServerId server) {
    public Entrance {
        boolean isBase =
                coordinator.getRawUserInfo() == null
                        && coordinator.getRawQuery() == null
                        && coordinator.getRawFragment() == null
                        && (coordinator.getRawPath().isEmpty()
                                || coordinator.getRawPath().equals("/"));
        if (coordinator.getHost() == null || !JsonRpc.isAllowed(coordinator) || !isBase) {
            throw new IllegalArgumentException(
                    "a coordinator is an https address without a path, or http on this computer");
        }
    }
}
