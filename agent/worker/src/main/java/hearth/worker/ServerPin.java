package hearth.worker;

import hearth.protocol.ServerId;

import java.util.Optional;

/// Which coordinator this device belongs to. Set once; a different one later is a problem for the
/// owner.
interface ServerPin {
    Optional<ServerId> pinned();

    void pin(ServerId id);
}
