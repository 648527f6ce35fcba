//! What is made of a film, and how ffmpeg is asked for it: renditions in several sizes, a poster, small pictures for the bar.

use std::ffi::OsString;
use std::time::Duration;

use super::ffmpeg::PIXELS;

/// Each piece of a rendition begins with a key frame, at the same moments in all of them.
pub const PIECE: Duration = Duration::from_secs(4);
/// The most small pictures of a film, in rows of [`Pictures::ACROSS`].
const PICTURES: u64 = 100;
/// No small picture stands for less than this.
const OFTEN: Duration = Duration::from_secs(2);

/// What ffprobe says of a film.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Probe {
    pub width: u64,
    pub height: u64,
    pub lasts: Duration,
}

/// A size in which a film is offered. The number of lines is that of the shorter side, so that an upright film is as sharp.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    pub lines: u64,
    /// Bits a second that the picture may take.
    picture: u64,
    /// Bits a second of the sound.
    sound: u64,
}

/// From the one that is made first, and that plays first, to the sharpest.
const SIZES: &[Size] = &[
    Size {
        lines: 240,
        picture: 500_000,
        sound: 96_000,
    },
    Size {
        lines: 480,
        picture: 1_400_000,
        sound: 128_000,
    },
    Size {
        lines: 720,
        picture: 2_800_000,
        sound: 128_000,
    },
    Size {
        lines: 1080,
        picture: 5_000_000,
        sound: 160_000,
    },
];

/// How the small pictures of a film lie on one sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pictures {
    pub every: Duration,
    pub count: u64,
}

impl Probe {
    /// What ffprobe is asked.
    pub fn question() -> Vec<OsString> {
        let mut words = vec!["-hide_banner", "-loglevel", "error"];
        words.extend(INPUT);
        words.extend([
            "-select_streams",
            "V:0",
            "-show_entries",
            "stream=width,height:format=duration",
            "-of",
            "default=noprint_wrappers=1",
            "-i",
            "pipe:0",
        ]);
        words.into_iter().map(OsString::from).collect()
    }

    /// Reads what ffprobe says: `width=1920` and so on. Nothing when there is no picture, or no length.
    pub fn read(said: &str) -> Option<Self> {
        let value = |key: &str| {
            let mut lines = said.lines().filter_map(|line| line.split_once('='));
            lines
                .find(|(name, _)| *name == key)
                .map(|(_, value)| value.trim())
        };
        let seconds: f64 = value("duration")?.parse().ok()?;
        let lasts = Duration::try_from_secs_f64(seconds)
            .ok()
            .filter(|lasts| !lasts.is_zero())?;
        let number = |key| value(key)?.parse().ok().filter(|number: &u64| *number > 0);
        let (width, height) = (number("width")?, number("height")?);
        Some(Self {
            width,
            height,
            lasts,
        })
    }

    /// Whether it is small enough to be worked on.
    pub fn fits(&self) -> bool {
        self.width.saturating_mul(self.height) <= PIXELS
    }

    /// The sizes that are made: none above the film's own, and at least one.
    pub fn sizes(&self) -> Vec<Size> {
        let lines = self.width.min(self.height);
        let fitting: Vec<_> = SIZES
            .iter()
            .filter(|size| size.lines <= lines)
            .copied()
            .collect();
        match (fitting.is_empty(), SIZES.first()) {
            (true, Some(smallest)) => vec![Size {
                lines: lines & !1,
                ..*smallest
            }],
            _ => fitting,
        }
    }

    /// How its small pictures lie.
    pub fn pictures(&self) -> Pictures {
        let seconds = self.lasts.as_secs().div_ceil(PICTURES);
        let every = Duration::from_secs(seconds).max(OFTEN);
        let count = self.lasts.as_millis().div_ceil(every.as_millis());
        Pictures {
            every,
            count: u64::try_from(count).unwrap_or(PICTURES).clamp(1, PICTURES),
        }
    }
}

/// The film comes through the pipe, it is an MP4, and it leads nowhere else.
const INPUT: [&str; 4] = ["-protocol_whitelist", "pipe", "-f", "mov"];

impl Size {
    /// How it is called: `720p`.
    pub fn name(&self) -> String {
        format!("{}p", self.lines)
    }

    /// How much work it is, against the others.
    pub const fn work(&self) -> u64 {
        60_000 + self.lines * self.lines
    }

    /// The most bytes it may have. A film that lasts longer than it says does not get to fill the store.
    pub fn most(&self, lasts: Duration) -> u64 {
        let seconds = lasts.as_secs() + 10;
        (self.picture + self.sound).saturating_mul(seconds) / 4 + (1 << 20)
    }

    /// H.264 and AAC in a fragmented MP4, with loudness brought to -16 LUFS in one pass (EBU R128).
    pub fn arguments(&self, threads: usize) -> Vec<OsString> {
        let threads = threads.to_string();
        let mut words = reading(&threads, &[]);
        let (lines, rate, sound) = (self.lines, self.picture, self.sound);
        let each = PIECE.as_secs();
        let video = format!(
            "-vf scale=w='if(gte(iw,ih),-2,{lines})':h='if(gte(iw,ih),{lines},-2)',setsar=1,format=yuv420p \
             -fpsmax 60 -c:v libx264 -threads {threads} -preset veryfast -profile:v main -crf 23 \
             -maxrate {rate} -bufsize {} -force_key_frames expr:gte(t,n_forced*{each}) -g 100000 -sc_threshold 0",
            rate * 2
        );
        let audio = format!(
            "-map 0:a:0? -c:a aac -b:a {sound} -ac 2 -ar 48000 -af loudnorm=I=-16:TP=-1.5:LRA=11"
        );
        let film =
            "-f mp4 -movflags frag_keyframe+empty_moov+default_base_moof+skip_trailer pipe:1";
        // None of the words has a space in it, and no shell reads them.
        for part in [video.as_str(), audio.as_str(), film] {
            words.extend(part.split(' ').map(OsString::from));
        }
        words
    }
}

/// A poster: of the first seconds, the picture that looks most like the others.
pub fn poster(threads: usize) -> Vec<OsString> {
    let scale = "scale=w='min(1280,iw)':h=-2,setsar=1,thumbnail=72";
    picture(reading(&threads.to_string(), &[]), scale)
}

impl Pictures {
    /// In a row.
    pub const ACROSS: u64 = 10;
    /// Pixels of each.
    pub const WIDTH: u64 = 160;
    pub const HEIGHT: u64 = 90;

    /// One sheet of small pictures. Key frames alone are looked at: a bar needs no more.
    pub fn arguments(&self, threads: usize) -> Vec<OsString> {
        let (w, h, across) = (Self::WIDTH, Self::HEIGHT, Self::ACROSS);
        let rows = self.count.div_ceil(across);
        let sheet = format!(
            "fps=1/{}:start_time=0:round=down,scale={w}:{h}:force_original_aspect_ratio=decrease,pad={w}:{h}:-1:-1,tile={across}x{rows}",
            self.every.as_secs()
        );
        picture(
            reading(&threads.to_string(), &["-skip_frame", "nokey"]),
            &sheet,
        )
    }
}

fn reading(threads: &str, how: &[&str]) -> Vec<OsString> {
    let pixels = PIXELS.to_string();
    let mut words = vec![
        "-hide_banner",
        "-nostdin",
        "-loglevel",
        "error",
        "-progress",
        "pipe:2",
        "-threads",
        threads,
        "-max_pixels",
        &pixels,
    ];
    words.extend(how);
    words.extend(INPUT);
    words.extend([
        "-i",
        "pipe:0",
        "-map",
        "0:V:0",
        "-sn",
        "-dn",
        "-map_metadata",
        "-1",
        "-map_chapters",
        "-1",
    ]);
    words.into_iter().map(OsString::from).collect()
}

fn picture(mut words: Vec<OsString>, filter: &str) -> Vec<OsString> {
    let rest = [
        "-an",
        "-vf",
        filter,
        "-frames:v",
        "1",
        "-c:v",
        "mjpeg",
        "-q:v",
        "5",
        "-pix_fmt",
        "yuvj420p",
        "-f",
        "image2pipe",
        "pipe:1",
    ];
    words.extend(rest.map(OsString::from));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn film(width: u64, height: u64, seconds: u64) -> Probe {
        Probe {
            width,
            height,
            lasts: Duration::from_secs(seconds),
        }
    }

    fn lines(film: Probe) -> Vec<u64> {
        film.sizes().iter().map(|size| size.lines).collect()
    }

    #[test]
    fn no_size_is_above_the_films_own() {
        assert_eq!(lines(film(1920, 1080, 60)), [240, 480, 720, 1080]);
        assert_eq!(
            lines(film(1080, 1920, 60)),
            [240, 480, 720, 1080],
            "an upright film is as sharp"
        );
        assert_eq!(lines(film(1280, 720, 60)), [240, 480, 720]);
        assert_eq!(lines(film(3840, 2160, 60)), [240, 480, 720, 1080]);
        assert_eq!(lines(film(160, 121, 60)), [120]);
    }

    #[test]
    fn small_pictures_are_few_and_never_none() {
        assert_eq!(
            film(640, 360, 1).pictures(),
            Pictures {
                every: OFTEN,
                count: 1
            }
        );
        assert_eq!(film(640, 360, 60).pictures().count, 30);
        let long = film(640, 360, 36_000).pictures();
        assert_eq!((long.every, long.count), (Duration::from_secs(360), 100));
    }

    #[test]
    fn what_ffprobe_says_is_read_or_refused() {
        let said = "width=1920\nheight=1080\nduration=60.500000\n";
        let read = Probe {
            width: 1920,
            height: 1080,
            lasts: Duration::from_millis(60_500),
        };
        assert_eq!(Probe::read(said), Some(read));
        for said in [
            "",
            "duration=60",
            "width=1\nheight=1\nduration=N/A",
            "width=0\nheight=1\nduration=1",
            "width=1\nheight=1\nduration=-1",
            "width=1\nheight=1\nduration=inf",
        ] {
            assert_eq!(Probe::read(said), None, "{said}");
        }
        assert!(!film(16_384, 16_384, 1).fits());
    }
}
