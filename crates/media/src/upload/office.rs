//! Office files are zip archives (APPNOTE 6.3.10). Nothing is ever unpacked here to anywhere; but whoever downloads one will, so
//! each entry is inflated and counted, and one that lies, climbs, hides something or carries macros is refused.

use flate2::{Decompress, FlushDecompress, Status};

use super::check::Unfit;

/// The most bytes of an office file.
pub(crate) const MOST: usize = 50 << 20;
/// The most entries.
const ENTRIES: usize = 4096;
/// The most bytes that come out of all entries together.
const UNPACKED: u64 = 400 << 20;
/// How many times larger than it lies there an entry may become, beyond the first mebibyte.
const RATIO: u64 = 200;

const END: usize = 22;
const CENTRAL: usize = 46;
const LOCAL: usize = 30;

/// One entry, as the table of contents tells it.
struct Entry<'a> {
    name: &'a str,
    method: u16,
    packed: usize,
    unpacked: u64,
    at: usize,
}

/// The media type of an office file that is what it seems.
pub(crate) fn look(file: &[u8]) -> Result<&'static str, Unfit> {
    let entries = table(file).ok_or(Unfit::ArchiveDamaged)??;
    let kind = kind(file, &entries)?;
    let mut left = UNPACKED;
    let mut free = 0;
    let mut in_order: Vec<_> = entries.iter().collect();
    in_order.sort_by_key(|entry| entry.at);
    for entry in in_order {
        // Entries stand one behind the other, the first at the very beginning: nothing hides between them.
        let data = data(file, entry, free).ok_or(Unfit::ArchiveDamaged)?;
        free = entry.at;
        left = left.checked_sub(entry.unpacked).ok_or(Unfit::ArchiveBomb)?;
        let most = (entry.packed as u64).saturating_mul(RATIO);
        if entry.unpacked > most.max(1 << 20) {
            return Err(Unfit::ArchiveBomb);
        }
        unpack(entry, data)?;
        free += LOCAL + entry.name.len() + entry.packed;
    }
    Ok(kind)
}

/// The table of contents; nothing when it cannot be read, an error when it must not be trusted.
fn table(file: &[u8]) -> Option<Result<Vec<Entry<'_>>, Unfit>> {
    let end = find_end(file)?;
    let (count, size, start) = (
        u16_at(file, end + 10)?,
        u32_at(file, end + 12)?,
        u32_at(file, end + 16)?,
    );
    let (size, start) = (usize::try_from(size).ok()?, usize::try_from(start).ok()?);
    let one_disk = u32_at(file, end + 4)? == 0 && u16_at(file, end + 8)? == count;
    if !one_disk || start.checked_add(size)? != end || usize::from(count) > ENTRIES || count == 0 {
        return None;
    }
    let (mut at, mut entries) = (start, Vec::new());
    for _ in 0..count {
        let (entry, length) = match entry(file, at)? {
            Ok(entry) => entry,
            Err(unfit) => return Some(Err(unfit)),
        };
        entries.push(entry);
        at = at.checked_add(length)?;
    }
    (at == end).then_some(Ok(entries))
}

/// Where the last record is, which must end with the file.
fn find_end(file: &[u8]) -> Option<usize> {
    let last = file.len().checked_sub(END)?;
    let first = last.saturating_sub(usize::from(u16::MAX));
    (first..=last).rev().find(|at| {
        file[*at..].starts_with(b"PK\x05\x06")
            && u16_at(file, at + 20)
                .is_some_and(|comment| at + END + usize::from(comment) == file.len())
    })
}

type Read<'a> = Result<(Entry<'a>, usize), Unfit>;

fn entry(file: &[u8], at: usize) -> Option<Read<'_>> {
    if !file.get(at..)?.starts_with(b"PK\x01\x02") {
        return None;
    }
    let (flags, method) = (u16_at(file, at + 8)?, u16_at(file, at + 10)?);
    let (packed, unpacked) = (u32_at(file, at + 20)?, u32_at(file, at + 24)?);
    let lengths = [
        u16_at(file, at + 28)?,
        u16_at(file, at + 30)?,
        u16_at(file, at + 32)?,
    ];
    let [name_length, extra, comment] = lengths.map(usize::from);
    let (mode, place) = (u32_at(file, at + 38)? >> 16, u32_at(file, at + 42)?);
    let name = file.get(at + CENTRAL..at + CENTRAL + name_length)?;
    let name = std::str::from_utf8(name).ok()?;
    let is_link = mode & 0o170_000 == 0o120_000;
    if climbs(name) || is_link {
        return Some(Err(Unfit::ArchiveClimbs));
    }
    if has_macros(name) {
        return Some(Err(Unfit::Macros));
    }
    // Encrypted, packed in an unusual way, or larger than office files are.
    if flags & 0x2041 != 0
        || ![0, 8].contains(&method)
        || packed == u32::MAX
        || unpacked == u32::MAX
    {
        return None;
    }
    let entry = Entry {
        name,
        method,
        packed: usize::try_from(packed).ok()?,
        unpacked: u64::from(unpacked),
        at: usize::try_from(place).ok()?,
    };
    Some(Ok((entry, CENTRAL + name_length + extra + comment)))
}

/// Whether unpacking a name could write outside the folder it is unpacked in.
fn climbs(name: &str) -> bool {
    name.is_empty()
        || name.starts_with('/')
        || name.contains(['\\', ':', '\0'])
        || name.chars().any(char::is_control)
        || name.split('/').any(|part| part == ".." || part == ".")
}

fn has_macros(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.ends_with("vbaproject.bin")
        || name.ends_with("vbadata.xml")
        || name.contains("activex/")
        || name.starts_with("basic/")
        || name.starts_with("scripts/")
}

/// The packed bytes of an entry whose own header says what the table of contents says.
fn data<'f>(file: &'f [u8], entry: &Entry<'_>, free: usize) -> Option<&'f [u8]> {
    let at = entry.at;
    if at < free || free == 0 && at != 0 || !file.get(at..)?.starts_with(b"PK\x03\x04") {
        return None;
    }
    let name = usize::from(u16_at(file, at + 26)?);
    let extra = usize::from(u16_at(file, at + 28)?);
    let start = at + LOCAL;
    if u16_at(file, at + 8)? != entry.method
        || file.get(start..start + name)? != entry.name.as_bytes()
    {
        return None;
    }
    let start = start + name + extra;
    file.get(start..start.checked_add(entry.packed)?)
}

/// Inflates an entry to nowhere: as many bytes as were promised must come out, and not one more.
fn unpack(entry: &Entry<'_>, data: &[u8]) -> Result<(), Unfit> {
    if entry.method == 0 {
        return match data.len() as u64 == entry.unpacked {
            true => Ok(()),
            false => Err(Unfit::ArchiveDamaged),
        };
    }
    let mut inflater = Decompress::new(false);
    let mut out = [0; 16 * 1024];
    loop {
        let taken = usize::try_from(inflater.total_in()).unwrap_or(usize::MAX);
        let (before, rest) = (inflater.total_out(), data.get(taken..).unwrap_or_default());
        let status = inflater.decompress(rest, &mut out, FlushDecompress::None);
        let status = status.map_err(|_| Unfit::ArchiveDamaged)?;
        if inflater.total_out() > entry.unpacked {
            return Err(Unfit::ArchiveBomb);
        }
        let is_done = matches!(status, Status::StreamEnd);
        if is_done && inflater.total_out() == entry.unpacked {
            return Ok(());
        }
        let stuck = inflater.total_out() == before && inflater.total_in() as usize == taken;
        if is_done || stuck {
            return Err(Unfit::ArchiveDamaged);
        }
    }
}

const OOXML: &str = "application/vnd.openxmlformats-officedocument.";

/// Which program wrote it, by what is inside.
fn kind(file: &[u8], entries: &[Entry<'_>]) -> Result<&'static str, Unfit> {
    let has = |name: &str| entries.iter().any(|entry| entry.name == name);
    if has("[Content_Types].xml") {
        debug_assert!(DOCX.starts_with(OOXML));
        for (name, kind) in [
            ("word/document.xml", DOCX),
            ("xl/workbook.xml", XLSX),
            ("ppt/presentation.xml", PPTX),
        ] {
            if has(name) {
                return Ok(kind);
            }
        }
    }
    let first = entries
        .iter()
        .find(|entry| entry.at == 0 && entry.name == "mimetype");
    let said = first.and_then(|entry| data(file, entry, 0));
    let known = ODF.iter().find(|kind| said == Some(kind.as_bytes()));
    known.copied().ok_or(Unfit::AttachmentKind)
}

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const PPTX: &str = "application/vnd.openxmlformats-officedocument.presentationml.presentation";
const ODF: [&str; 3] = [
    "application/vnd.oasis.opendocument.text",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.oasis.opendocument.presentation",
];

fn u16_at(file: &[u8], at: usize) -> Option<u16> {
    let bytes = file.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(bytes.try_into().ok()?))
}

fn u32_at(file: &[u8], at: usize) -> Option<u32> {
    let bytes = file.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(bytes.try_into().ok()?))
}

#[cfg(test)]
mod tests;
