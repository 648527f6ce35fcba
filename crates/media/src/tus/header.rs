//! What the tus protocol says in headers (<https://tus.io/protocols/resumable-upload>), read strictly.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use tutela_core::UploadId;
use tutela_web::{Error, FieldErrors};

/// The one version that is spoken.
pub const VERSION: &str = "1.0.0";
/// What is spoken of it besides the core.
pub const EXTENSIONS: &str =
    "creation,creation-with-upload,checksum,expiration,termination,concatenation";
/// The most bytes of what is said about a file.
const METADATA: usize = 4096;
/// The most parts of a file that is put together.
const PARTS: usize = 64;

/// Refuses another version of the protocol.
pub fn version(headers: &HeaderMap) -> Result<(), Error> {
    match text(headers, "tus-resumable")? {
        Some(VERSION) => Ok(()),
        _ => Err(Error::Protocol),
    }
}

/// A header that is a count of bytes.
pub fn count(headers: &HeaderMap, name: &'static str) -> Result<Option<u64>, Error> {
    let Some(text) = text(headers, name)? else {
        return Ok(None);
    };
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let count = text.parse().ok().filter(|_| digits);
    // The database counts in 63 bits.
    match count.filter(|count| i64::try_from(*count).is_ok()) {
        Some(count) => Ok(Some(count)),
        None => Err(wrong(name)),
    }
}

/// The same, where it must be there.
pub fn needed(headers: &HeaderMap, name: &'static str) -> Result<u64, Error> {
    count(headers, name)?.ok_or_else(|| FieldErrors::one(name, "required").into())
}

/// A header of text that came at most once.
pub fn text<'h>(headers: &'h HeaderMap, name: &'static str) -> Result<Option<&'h str>, Error> {
    let mut all = headers.get_all(name).iter();
    let first = all.next();
    if all.next().is_some() {
        return Err(wrong(name));
    }
    let text = first.map(|value| value.to_str()).transpose();
    text.map(|text| text.map(str::trim))
        .map_err(|_| wrong(name))
}

/// What the sender says about a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Metadata {
    /// As it came.
    pub text: String,
    pub file_name: Option<String>,
    pub purpose: Option<String>,
}

impl Metadata {
    pub fn read(headers: &HeaderMap) -> Result<Self, Error> {
        const NAME: &str = "upload-metadata";
        let text = text(headers, NAME)?.unwrap_or_default();
        if text.len() > METADATA {
            return Err(wrong(NAME));
        }
        let mut read = Self {
            text: text.to_owned(),
            ..Self::default()
        };
        let mut known = Vec::new();
        for pair in text.split(',').filter(|_| !text.is_empty()) {
            let (key, value) = pair.trim().split_once(' ').unwrap_or((pair.trim(), ""));
            if key.is_empty() || known.contains(&key) {
                return Err(wrong(NAME));
            }
            known.push(key);
            let value = STANDARD.decode(value).map_err(|_| wrong(NAME))?;
            let value = String::from_utf8(value);
            match key {
                "filename" | "name" => read.file_name = Some(value.map_err(|_| wrong(NAME))?),
                "purpose" => read.purpose = Some(value.map_err(|_| wrong(NAME))?),
                _ => {}
            }
        }
        Ok(read)
    }
}

/// Whether a file is sent whole, as a part, or is put together from parts that were sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Concat {
    Whole,
    Partial,
    Final(Vec<UploadId>),
}

impl Concat {
    pub fn read(headers: &HeaderMap) -> Result<Self, Error> {
        const NAME: &str = "upload-concat";
        match text(headers, NAME)? {
            None => Ok(Self::Whole),
            Some("partial") => Ok(Self::Partial),
            Some(text) => {
                let list = text.strip_prefix("final;").ok_or_else(|| wrong(NAME))?;
                let parts: Option<Vec<_>> = list.split_whitespace().map(part).collect();
                let parts = parts.filter(|parts| (1..=PARTS).contains(&parts.len()));
                parts.map(Self::Final).ok_or_else(|| wrong(NAME))
            }
        }
    }

    /// As it is kept and said again.
    pub fn to_text(&self, lesson: tutela_core::LessonId) -> String {
        match self {
            Self::Whole => String::new(),
            Self::Partial => "partial".to_owned(),
            Self::Final(parts) => {
                let path = |part| format!("/api/v1/lessons/{lesson}/uploads/{part}");
                let paths: Vec<_> = parts.iter().map(path).collect();
                format!("final;{}", paths.join(" "))
            }
        }
    }
}

/// The upload that an address ends in; whether it is one of the lesson, the database knows.
fn part(address: &str) -> Option<UploadId> {
    address.rsplit_once("/uploads/")?.1.parse().ok()
}

/// What the sender says that a chunk adds up to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checksum {
    pub algorithm: Algorithm,
    pub digest: Vec<u8>,
}

/// How a checksum is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    Sha1,
    Sha256,
    Sha512,
}

impl Algorithm {
    /// The names, as the capabilities say them.
    pub const NAMES: &str = "sha1,sha256,sha512";
}

impl Checksum {
    pub fn read(headers: &HeaderMap) -> Result<Option<Self>, Error> {
        const NAME: &str = "upload-checksum";
        let Some(text) = text(headers, NAME)? else {
            return Ok(None);
        };
        let (name, digest) = text.split_once(' ').ok_or_else(|| wrong(NAME))?;
        let (algorithm, length) = match name {
            "sha1" => (Algorithm::Sha1, 20),
            "sha256" => (Algorithm::Sha256, 32),
            "sha512" => (Algorithm::Sha512, 64),
            _ => return Err(FieldErrors::one(NAME, "choice").into()),
        };
        let digest = STANDARD.decode(digest).map_err(|_| wrong(NAME))?;
        if digest.len() != length {
            return Err(wrong(NAME));
        }
        Ok(Some(Self { algorithm, digest }))
    }
}

fn wrong(name: &'static str) -> Error {
    FieldErrors::one(name, "invalid").into()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use http::{HeaderName, HeaderValue};

    use super::*;

    fn with(name: &'static str, value: &[u8]) -> HeaderMap {
        let value = HeaderValue::from_bytes(value).unwrap();
        HeaderMap::from_iter([(HeaderName::from_static(name), value)])
    }

    #[test]
    fn a_count_is_digits_and_nothing_else() {
        let read = |text: &str| count(&with("upload-offset", text.as_bytes()), "upload-offset");
        assert_eq!(read("0").unwrap(), Some(0));
        assert_eq!(read("10737418240").unwrap(), Some(10_737_418_240));
        for text in [
            "",
            "-1",
            "+1",
            "1e3",
            "0x10",
            "1,2",
            "9223372036854775808",
            "99999999999999999999",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
        let mut twice = with("upload-offset", b"1");
        twice.append("upload-offset", HeaderValue::from_static("2"));
        assert!(count(&twice, "upload-offset").is_err());
    }

    #[test]
    fn what_is_said_of_a_file_is_base64_and_said_once() {
        let read = |text: &str| Metadata::read(&with("upload-metadata", text.as_bytes()));
        let said = read("filename bMO4Z3N1cHBlLm1wNA==, purpose dmlkZW8=,is_confidential").unwrap();
        assert_eq!(said.file_name.as_deref(), Some("løgsuppe.mp4"));
        assert_eq!(said.purpose.as_deref(), Some("video"));
        assert_eq!(read("").unwrap(), Metadata::default());
        for text in [
            "filename !",
            "filename YQ==,filename YQ==",
            ",",
            "filename /w==",
            "filename YQ",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
        assert!(read(&format!("k {}", "QUFB".repeat(2000))).is_err());
    }

    #[test]
    fn parts_are_named_by_their_addresses() {
        let read = |text: &str| Concat::read(&with("upload-concat", text.as_bytes()));
        let id = "01890a5d-ac96-774b-bcce-b302099a8057";
        let part: UploadId = id.parse().unwrap();
        let both = format!("final;/api/v1/lessons/x/uploads/{id} https://here/uploads/{id}");
        assert_eq!(read(&both).unwrap(), Concat::Final(vec![part, part]));
        assert_eq!(read("partial").unwrap(), Concat::Partial);
        let many = format!("final;{}", format!("/uploads/{id} ").repeat(65));
        for text in [
            "final",
            "final;",
            "final;/files/a",
            "finale;/uploads/x",
            "Partial",
            &many,
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_checksum_has_the_length_of_its_algorithm() {
        let read = |text: &str| Checksum::read(&with("upload-checksum", text.as_bytes()));
        let sha1 = read("sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=").unwrap().unwrap();
        assert_eq!((sha1.algorithm, sha1.digest.len()), (Algorithm::Sha1, 20));
        for text in [
            "sha1",
            "md5 AAAA",
            "sha256 Kq5sNclPz7QV2+lfQIuc6R7oRu0=",
            "sha1 ****",
            "",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn t20_no_header_makes_it_stumble() {
        const SYMBOLS: &[u8] = b"final;partial/uploads/ ,sha1256= AZaz09+\xff\xc3-:";
        // Marsaglia's xorshift: the same texts every time.
        let mut state = 20u64;
        let mut roll = |most: usize| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            usize::try_from(state % most as u64).unwrap()
        };
        for _ in 0..20_000 {
            let length = roll(200);
            let text: Vec<u8> = (0..length).map(|_| SYMBOLS[roll(SYMBOLS.len())]).collect();
            // An answer of either kind will do; a panic would end the test.
            drop(Metadata::read(&with("upload-metadata", &text)));
            drop(Concat::read(&with("upload-concat", &text)));
            drop(Checksum::read(&with("upload-checksum", &text)));
            drop(count(&with("upload-length", &text), "upload-length"));
            drop(version(&with("tus-resumable", &text)));
        }
    }
}
