//! Archives made by hand, each with one thing wrong.

#![allow(clippy::unwrap_used)]

use std::io::Write as _;

use super::*;

/// An archive under construction.
#[derive(Default)]
struct Zip {
    file: Vec<u8>,
    table: Vec<u8>,
    count: u16,
}

/// What the table of contents says of an entry where it does not tell the truth.
#[derive(Default, Clone, Copy)]
struct Lie {
    unpacked: Option<u32>,
    flags: u16,
    mode: u32,
    at: Option<u32>,
}

impl Zip {
    fn add(self, name: &str, content: &[u8]) -> Self {
        self.put(name, content, Lie::default())
    }

    fn put(mut self, name: &str, content: &[u8], lie: Lie) -> Self {
        let mut packer =
            flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
        packer.write_all(content).unwrap();
        let packed = packer.finish().unwrap();
        let (packed, method) = match name {
            "mimetype" => (content.to_vec(), 0u16),
            _ => (packed, 8),
        };
        let at = u32::try_from(self.file.len()).unwrap();
        let size = lie
            .unpacked
            .unwrap_or(u32::try_from(content.len()).unwrap());
        let mut both = Vec::new();
        both.extend(lie.flags.to_le_bytes());
        both.extend(method.to_le_bytes());
        both.extend([0; 8]);
        both.extend(u32::try_from(packed.len()).unwrap().to_le_bytes());
        both.extend(size.to_le_bytes());
        both.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
        both.extend([0; 2]);
        self.file.extend(b"PK\x03\x04\x14\0");
        self.file.extend(&both);
        self.file.extend(name.as_bytes());
        self.file.extend(packed);
        self.table.extend(b"PK\x01\x02\x14\x03\x14\0");
        self.table.extend(&both);
        self.table.extend([0; 6]);
        self.table.extend((lie.mode << 16).to_le_bytes());
        self.table.extend(lie.at.unwrap_or(at).to_le_bytes());
        self.table.extend(name.as_bytes());
        self.count += 1;
        self
    }

    fn end(self) -> Vec<u8> {
        let mut file = self.file;
        let start = u32::try_from(file.len()).unwrap();
        let size = u32::try_from(self.table.len()).unwrap();
        file.extend(&self.table);
        file.extend(b"PK\x05\x06\0\0\0\0");
        file.extend(self.count.to_le_bytes());
        file.extend(self.count.to_le_bytes());
        file.extend(size.to_le_bytes());
        file.extend(start.to_le_bytes());
        file.extend([0; 2]);
        file
    }
}

fn docx() -> Zip {
    Zip::default()
        .add("[Content_Types].xml", b"<Types/>")
        .add("word/document.xml", b"<w:document/>")
}

#[test]
fn office_files_are_known_by_what_is_inside() {
    assert_eq!(look(&docx().end()), Ok(DOCX));
    let sheet = Zip::default()
        .add("[Content_Types].xml", b"<Types/>")
        .add("xl/workbook.xml", b"<workbook/>");
    assert_eq!(look(&sheet.end()), Ok(XLSX));
    let text = Zip::default()
        .add("mimetype", ODF[0].as_bytes())
        .add("content.xml", b"<office/>");
    assert_eq!(look(&text.end()), Ok(ODF[0]));
    let plain = Zip::default().add("readme.txt", b"hello");
    assert_eq!(look(&plain.end()), Err(Unfit::AttachmentKind));
}

#[test]
fn t18_an_archive_that_climbs_is_refused() {
    for name in [
        "../../etc/passwd",
        "/etc/passwd",
        "a/../../b",
        "..\\b",
        "C:x",
        "a\nb",
        "",
    ] {
        assert_eq!(
            look(&docx().add(name, b"x").end()),
            Err(Unfit::ArchiveClimbs),
            "{name:?}"
        );
    }
    let link = Lie {
        mode: 0o120_777,
        ..Lie::default()
    };
    assert_eq!(
        look(&docx().put("link", b"/etc", link).end()),
        Err(Unfit::ArchiveClimbs)
    );
}

#[test]
fn t18_a_bomb_is_refused() {
    let zeros = vec![0; 24 << 20];
    assert_eq!(
        look(&docx().add("word/big.xml", &zeros).end()),
        Err(Unfit::ArchiveBomb)
    );
    // One that says it is small.
    let small = Lie {
        unpacked: Some(100),
        ..Lie::default()
    };
    assert_eq!(
        look(&docx().put("word/big.xml", &zeros, small).end()),
        Err(Unfit::ArchiveBomb)
    );
    // Many entries that are one and the same: the second stands where the first does.
    let same = Lie {
        at: Some(0),
        ..Lie::default()
    };
    let overlapping = docx().put("[Content_Types].xml", b"<Types/>", same);
    assert_eq!(look(&overlapping.end()), Err(Unfit::ArchiveDamaged));
    let huge = Lie {
        unpacked: Some(u32::MAX - 1),
        ..Lie::default()
    };
    assert_eq!(
        look(&docx().put("word/x.xml", b"x", huge).end()),
        Err(Unfit::ArchiveBomb)
    );
}

#[test]
fn t18_what_hides_around_an_archive_is_refused() {
    let whole = docx().end();
    let in_front = [b"<html><script>alert(1)</script>".as_slice(), &whole].concat();
    let behind = [&whole, b"<script>alert(1)</script>".as_slice()].concat();
    for file in [
        in_front,
        behind,
        whole[..whole.len() - 1].to_vec(),
        Vec::new(),
    ] {
        assert_eq!(look(&file), Err(Unfit::ArchiveDamaged));
    }
    assert_eq!(
        look(&docx().add("word/vbaProject.bin", b"x").end()),
        Err(Unfit::Macros)
    );
    let locked = Lie {
        flags: 1,
        ..Lie::default()
    };
    assert_eq!(
        look(&docx().put("word/x.xml", b"x", locked).end()),
        Err(Unfit::ArchiveDamaged)
    );
}

#[test]
fn t20_no_archive_makes_it_stumble() {
    let whole = docx().add("word/more.xml", &[b'x'; 500]).end();
    // Marsaglia's xorshift: the same files every time.
    let mut state = 18u64;
    let mut roll = |most: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % most as u64).unwrap()
    };
    for _ in 0..20_000 {
        let mut file = whole.clone();
        for _ in 0..=roll(4) {
            let at = roll(file.len());
            file[at] = u8::try_from(roll(256)).unwrap();
        }
        file.truncate(file.len() - roll(3) * roll(20));
        // An answer of either kind will do; a panic would end the test.
        let _ = look(&file);
    }
}
