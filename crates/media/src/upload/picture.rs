//! Pictures are decoded and made anew: every byte that is shown was written here, so nothing hidden in a file comes along, no
//! place and no name of who took it. Sizes are looked at before anything is decoded.

use std::io::Cursor;

use image::codecs::gif::{GifDecoder, GifEncoder, Repeat};
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::{
    AnimationDecoder as _, DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits,
};
use tokio::sync::Semaphore;

use super::check::{Found, Unfit};

/// The most bytes of a picture before it is decoded.
pub(crate) const MOST: usize = 20 << 20;
/// The most points of a picture, all frames of a moving one together counting ten times as many.
const POINTS: u64 = 32_000_000;
/// The longest side, in points.
const SIDE: u32 = 16_384;
/// The most memory of one decoded picture.
const MEMORY: u64 = 160 << 20;
/// How well a JPEG is kept.
const QUALITY: u8 = 88;

/// One at a time: a decoded picture takes as much memory as the rest of the process together.
static DESK: Semaphore = Semaphore::const_new(1);

/// A picture that was made here.
#[derive(Debug)]
pub(crate) struct Picture {
    pub bytes: Vec<u8>,
    pub found: Found,
}

/// The kind of picture that begins like this.
pub(crate) fn kind(head: &[u8]) -> Option<ImageFormat> {
    match head {
        [0xff, 0xd8, 0xff, ..] => Some(ImageFormat::Jpeg),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(ImageFormat::Gif),
        _ if head.starts_with(b"\x89PNG\r\n\x1a\n") => Some(ImageFormat::Png),
        _ if head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP") => {
            Some(ImageFormat::WebP)
        }
        _ => None,
    }
}

/// Makes a picture anew, away from the threads that answer requests.
pub(crate) async fn remake(raw: Vec<u8>) -> Result<Picture, Unfit> {
    let _turn = DESK.acquire().await.map_err(|_| Unfit::PictureDamaged)?;
    // A decoder that panics has met a damaged picture like any other.
    tokio::task::spawn_blocking(move || made_anew(&raw))
        .await
        .map_err(|_| Unfit::PictureDamaged)?
}

fn made_anew(raw: &[u8]) -> Result<Picture, Unfit> {
    let format = kind(raw).ok_or(Unfit::NotPicture)?;
    if format == ImageFormat::Gif {
        return moving(raw);
    }
    let mut reader = ImageReader::with_format(Cursor::new(raw), format);
    reader.limits(limits());
    let mut decoder = reader.into_decoder().map_err(unfit)?;
    fits(decoder.dimensions(), 1)?;
    let turned = decoder.orientation().map_err(unfit)?;
    let mut image = DynamicImage::from_decoder(decoder).map_err(unfit)?;
    image.apply_orientation(turned);
    let is_jpeg = format == ImageFormat::Jpeg;
    let is_photograph = is_jpeg || format == ImageFormat::WebP && !image.color().has_alpha();
    still(&image, is_photograph)
}

fn still(image: &DynamicImage, is_photograph: bool) -> Result<Picture, Unfit> {
    let mut bytes = Vec::new();
    let media_type = match is_photograph {
        true => {
            let encoder = JpegEncoder::new_with_quality(&mut bytes, QUALITY);
            image.to_rgb8().write_with_encoder(encoder).map_err(unfit)?;
            "image/jpeg"
        }
        false => {
            let encoder = PngEncoder::new(&mut bytes);
            let eight_bits = match image.color().has_alpha() {
                true => DynamicImage::from(image.to_rgba8()),
                false => DynamicImage::from(image.to_rgb8()),
            };
            eight_bits.write_with_encoder(encoder).map_err(unfit)?;
            "image/png"
        }
    };
    Ok(Picture {
        bytes,
        found: found(media_type, (image.width(), image.height())),
    })
}

/// A GIF, frame by frame, so that memory holds one of them.
fn moving(raw: &[u8]) -> Result<Picture, Unfit> {
    let mut decoder = GifDecoder::new(Cursor::new(raw)).map_err(unfit)?;
    decoder.set_limits(limits()).map_err(unfit)?;
    let size = decoder.dimensions();
    fits(size, 1)?;
    let mut bytes = Vec::new();
    let mut encoder = GifEncoder::new_with_speed(&mut bytes, 20);
    encoder.set_repeat(Repeat::Infinite).map_err(unfit)?;
    let mut frames = 0;
    for frame in decoder.into_frames() {
        frames += 1;
        fits(size, frames)?;
        encoder.encode_frame(frame.map_err(unfit)?).map_err(unfit)?;
    }
    drop(encoder);
    if frames == 0 {
        return Err(Unfit::PictureDamaged);
    }
    Ok(Picture {
        bytes,
        found: found("image/gif", size),
    })
}

fn fits((width, height): (u32, u32), frames: u64) -> Result<(), Unfit> {
    let points = u64::from(width) * u64::from(height);
    let all = points.saturating_mul(frames);
    match width > SIDE || height > SIDE || points > POINTS || all > 10 * POINTS {
        true => Err(Unfit::PictureTooManyPoints),
        false => Ok(()),
    }
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE);
    limits.max_image_height = Some(SIDE);
    limits.max_alloc = Some(MEMORY);
    limits
}

fn found(media_type: &'static str, (width, height): (u32, u32)) -> Found {
    Found {
        media_type,
        duration: None,
        width: Some(width),
        height: Some(height),
    }
}

fn unfit(error: image::ImageError) -> Unfit {
    match error {
        image::ImageError::Limits(_) => Unfit::PictureTooManyPoints,
        _ => Unfit::PictureDamaged,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        let image = DynamicImage::new_rgb8(width, height);
        image
            .write_with_encoder(PngEncoder::new(&mut bytes))
            .unwrap();
        bytes
    }

    /// A PNG that says it is so large, and is not.
    fn giant(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = png(8, 8);
        bytes[16..20].copy_from_slice(&width.to_be_bytes());
        bytes[20..24].copy_from_slice(&height.to_be_bytes());
        let mut crc = flate2::Crc::new();
        crc.update(&bytes[12..29]);
        bytes[29..33].copy_from_slice(&crc.sum().to_be_bytes());
        bytes
    }

    #[tokio::test]
    async fn t18_what_hides_in_a_picture_stays_behind() {
        // A picture that is a page too, for whoever believes its end.
        let canary = b"<script>alert('polyglot')</script>";
        let mut polyglot = png(8, 8);
        polyglot.extend_from_slice(canary);
        let picture = remake(polyglot).await.unwrap();
        assert_eq!(picture.found.media_type, "image/png");
        assert_eq!(
            (picture.found.width, picture.found.height),
            (Some(8), Some(8))
        );
        let holds = picture
            .bytes
            .windows(canary.len())
            .any(|window| window == canary);
        assert!(!holds);
    }

    #[tokio::test]
    async fn t18_giant_pictures_are_refused_before_they_are_decoded() {
        for (width, height) in [(u32::MAX >> 1, 1), (60_000, 60_000), (16_000, 16_000)] {
            let refused = remake(giant(width, height)).await.unwrap_err();
            assert_eq!(refused, Unfit::PictureTooManyPoints, "{width} x {height}");
        }
    }

    #[tokio::test]
    async fn t18_what_is_damaged_is_refused() {
        let whole = png(64, 64);
        for length in [16, 33, whole.len() / 2] {
            let refused = remake(whole[..length].to_vec()).await.unwrap_err();
            assert_eq!(refused, Unfit::PictureDamaged, "{length}");
        }
        assert_eq!(
            remake(b"<svg onload=alert(1)>".to_vec()).await.unwrap_err(),
            Unfit::NotPicture
        );
    }

    #[tokio::test]
    async fn a_moving_picture_goes_on_moving() {
        let mut bytes = Vec::new();
        let mut encoder = GifEncoder::new(&mut bytes);
        for _ in 0..3 {
            let frame = image::Frame::new(image::RgbaImage::new(10, 6));
            encoder.encode_frame(frame).unwrap();
        }
        drop(encoder);
        let picture = remake(bytes).await.unwrap();
        let decoder = GifDecoder::new(Cursor::new(picture.bytes)).unwrap();
        assert_eq!(decoder.into_frames().count(), 3);
    }
}
