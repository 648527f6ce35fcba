//! The memory that hashes work in: 19 MiB each. To fetch it from the system for every hash costs a quarter of the hash
//! itself, and to keep it costs the machine while nobody signs in, so it goes from one hash to the next that waits.

use std::sync::{Mutex, PoisonError};

use argon2::Block;

/// What hashes that have ended left for those that wait.
#[derive(Default)]
pub struct Memory(Mutex<Vec<Vec<Block>>>);

impl Memory {
    /// So much memory, with anything in it: Argon2 writes each block before it reads it.
    pub fn take(&self, blocks: usize) -> Vec<Block> {
        let mut memory = self.left().pop().unwrap_or_default();
        memory.resize(blocks, Block::new());
        memory
    }

    /// Keeps it for a hash that waits.
    pub fn hand_on(&self, memory: Vec<Block>) {
        self.left().push(memory);
    }

    /// Gives all of it back to the system.
    pub fn release(&self) {
        let left = std::mem::take(&mut *self.left());
        drop(left);
    }

    /// How many hashes could begin with it.
    #[cfg(test)]
    pub fn held(&self) -> usize {
        self.left().len()
    }

    fn left(&self) -> std::sync::MutexGuard<'_, Vec<Vec<Block>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
