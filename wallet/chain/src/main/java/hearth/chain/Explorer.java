package hearth.chain;

import hearth.keys.Address;

import java.net.URI;

/// Where a person can look up what is on a chain: two pages of a block explorer, as the network
/// profile names them. Only https, and nothing goes into the address but a hash or an account.
///
/// @param transaction such as `https://explorer.example/tx/{hash}`
/// @param account such as `https://explorer.example/address/{address}`
public record Explorer(String transaction, String account) {
    private static final String HASH = "{hash}";
    private static final String ADDRESS = "{address}";
    private static final int MOST = 200;

    public Explorer {
        if (!isTemplate(transaction, HASH) || !isTemplate(account, ADDRESS)) {
            throw new IllegalArgumentException("not the pages of an explorer");
        }
    }

    /// The pages of an explorer with the usual paths, as Etherscan and Blockscout have them.
    ///
    /// @param site such as `https://explorer.example`
    public static Explorer at(URI site) {
        String base = site.toString().replaceFirst("/+$", "");
        return new Explorer(base + "/tx/" + HASH, base + "/address/" + ADDRESS);
    }

    private static boolean isTemplate(String text, String place) {
        if (text.length() > MOST || text.indexOf(place) != text.lastIndexOf(place)) {
            return false;
        }
        // The place stands in the path, so that no answer to a hash can be another host.
        String plain = text.replace(place, "0");
        return text.contains(place)
                && plain.matches("https://[a-z0-9.-]+(:[0-9]{1,5})?/[A-Za-z0-9._~/?&=#%-]*")
                && text.indexOf(place) > text.indexOf('/', "https://".length());
    }

    /// @param hash `0x` and 64 hex digits
    public URI pageOf(String hash) {
        if (!hash.matches("0x[0-9a-f]{64}")) {
            throw new IllegalArgumentException("not a hash");
        }
        return URI.create(transaction.replace(HASH, hash));
    }

    public URI pageOf(Address address) {
        return URI.create(account.replace(ADDRESS, address.value()));
    }
}
