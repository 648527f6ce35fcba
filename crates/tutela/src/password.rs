//! Asking for a password: twice, on the terminal, without showing it; or once, from standard input, for scripts.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead as _, BufReader, Write as _};

use anyhow::Result;
use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};
use tutela_core::Secret;

use crate::refusal::refuse;

/// More than any password; a file piped in by mistake is not read to its end.
const LONGEST: u64 = 4096;

/// The password, as it was typed, without the end of the line.
///
/// # Errors
/// A refusal when there is no terminal to ask on, nothing was typed, or the two differ.
pub fn read(from_standard_input: bool) -> Result<Secret<String>> {
    let password = if from_standard_input {
        read_line(io::stdin().lock())?
    } else {
        ask_twice()?
    };
    if password.expose().is_empty() {
        refuse!("There is no password. Type one, or pipe one in with --password-stdin.");
    }
    Ok(password)
}

fn ask_twice() -> Result<Secret<String>> {
    let Ok(terminal) = OpenOptions::new().read(true).write(true).open("/dev/tty") else {
        refuse!(
            "There is no terminal to ask for the password on. Pipe it in with --password-stdin."
        );
    };
    let first = ask(&terminal, "Password: ")?;
    let second = ask(&terminal, "The same again: ")?;
    if first.expose() != second.expose() {
        refuse!("The two passwords differ. Begin again.");
    }
    Ok(first)
}

fn ask(mut terminal: &File, question: &str) -> Result<Secret<String>> {
    write!(terminal, "{question}")?;
    let silence = Silence::begin(terminal)?;
    let answer = read_line(BufReader::new(terminal));
    drop(silence);
    writeln!(terminal)?;
    answer
}

fn read_line(from: impl io::BufRead) -> Result<Secret<String>> {
    let mut line = String::new();
    if from.take(LONGEST).read_line(&mut line).is_err() {
        refuse!("The password is not text in UTF-8. Take another.");
    }
    let length = line.trim_end_matches(['\n', '\r']).len();
    line.truncate(length);
    Ok(Secret::new(line))
}

/// A terminal that shows nothing of what is typed, until it is dropped.
struct Silence<'a> {
    terminal: &'a File,
    before: Termios,
}

impl<'a> Silence<'a> {
    fn begin(terminal: &'a File) -> io::Result<Self> {
        let before = tcgetattr(terminal)?;
        let mut silent = before.clone();
        silent.local_modes.remove(LocalModes::ECHO);
        tcsetattr(terminal, OptionalActions::Flush, &silent)?;
        Ok(Self { terminal, before })
    }
}

impl Drop for Silence<'_> {
    fn drop(&mut self) {
        let _ = tcsetattr(self.terminal, OptionalActions::Flush, &self.before);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_taken_without_its_end() {
        for (typed, password) in [
            ("anna's secret \r\nmore", "anna's secret "),
            ("kaffe\n", "kaffe"),
            ("", ""),
        ] {
            assert_eq!(read_line(typed.as_bytes()).unwrap().expose(), password);
        }
        assert!(read_line([0xff, b'\n'].as_slice()).is_err());
    }
}
