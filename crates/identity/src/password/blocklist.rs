//! The passwords that everybody takes. `blocklist.bin` holds, sorted, the first five bytes of the SHA-256 of each; where
//! it is from stands in `blocklist.md`, and `cargo run -p tutela-identity --example common_passwords` makes it anew.

use super::FLOOR;
use super::context::fold;

const PACKED: &[u8] = include_bytes!("blocklist.bin");

/// Of 40 bits: one in 13 million other passwords is taken for one of these.
const WIDTH: usize = 5;

/// Whether everybody takes it. Upper and lower case are one.
pub fn is_common(typed: &str) -> bool {
    let wanted = digest(&fold(typed));
    let (mut low, mut high) = (0, count());
    while low < high {
        let middle = usize::midpoint(low, high);
        match PACKED[middle * WIDTH..][..WIDTH].cmp(&wanted) {
            std::cmp::Ordering::Less => low = middle + 1,
            std::cmp::Ordering::Greater => high = middle,
            std::cmp::Ordering::Equal => return true,
        }
    }
    false
}

/// How many passwords are known as common.
pub const fn count() -> usize {
    PACKED.len() / WIDTH
}

/// What `blocklist.bin` holds for a list: one password per line. Those that are too short anyway are left out.
pub fn pack(list: &str) -> Vec<u8> {
    let lines = list.lines().map(|line| fold(line.trim_end_matches('\r')));
    let long = lines.filter(|line| line.chars().count() >= FLOOR);
    let mut digests: Vec<_> = long.map(|line| digest(&line)).collect();
    digests.sort_unstable();
    digests.dedup();
    digests.concat()
}

fn digest(folded: &str) -> [u8; WIDTH] {
    let whole = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, folded.as_bytes());
    let mut first = [0; WIDTH];
    first.copy_from_slice(&whole.as_ref()[..WIDTH]);
    first
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_packed_sorted_and_once_each() {
        let packed = pack("Dragon1\r\nshort\ndragon1\nqwertz\n");
        let (first, second) = packed.split_at(WIDTH);
        assert_eq!(packed.len(), 2 * WIDTH);
        assert!(first < second);
        let both = [digest("dragon1"), digest("qwertz")];
        assert!(both.iter().all(|one| one == first || one == second));
    }

    #[test]
    fn the_list_is_whole_and_sorted() {
        assert_eq!(PACKED.len() % WIDTH, 0);
        assert!(PACKED.chunks(WIDTH).is_sorted());
        assert!(count() > 80_000, "{}", count());
    }
}
