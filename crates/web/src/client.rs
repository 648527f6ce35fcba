//! Who asks, as far as the entrance of the house could tell.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Who asks. The entrance puts it into the extensions of every request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Client {
    /// The address of the person's machine, as far as proxies that are believed tell.
    pub address: IpAddr,
    /// Whether the person's machine speaks TLS.
    pub secure: bool,
}

impl Client {
    /// The network that the address lies in, `192.0.2.0/24` or `2001:db8:1::/48`: enough to recognise a place again,
    /// too little to find a person by.
    pub fn network(&self) -> String {
        match self.address.to_canonical() {
            IpAddr::V4(address) => {
                let [a, b, c, _] = address.octets();
                format!("{}/24", Ipv4Addr::new(a, b, c, 0))
            }
            IpAddr::V6(address) => {
                let [a, b, c, ..] = address.segments();
                format!("{}/48", Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_names_no_single_machine() {
        for (address, network) in [
            ("192.0.2.77", "192.0.2.0/24"),
            ("::ffff:192.0.2.77", "192.0.2.0/24"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
            ("::1", "::/48"),
        ] {
            let client = Client {
                address: address.parse().unwrap(),
                secure: true,
            };
            assert_eq!(client.network(), network);
        }
    }
}
