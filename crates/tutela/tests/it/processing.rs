//! Films that are made into what plays everywhere, by the real ffmpeg in its cage.

mod captions;
mod confined;
mod films;
