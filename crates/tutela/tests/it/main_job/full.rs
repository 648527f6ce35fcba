//! T24: the disk under the objects, and the one under everything, is full. What is there is read on, what is to be written is
//! refused with the right words, and once there is room again it goes on by itself.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::json;

use super::house::House;
use super::teach::{FILM, Made};
use crate::serving::program::{Ground, text};

/// A small disk of memory; gone with its test.
struct SmallDisk(PathBuf);

impl SmallDisk {
    /// Nothing where this process may not mount.
    fn at(place: &Path, megabytes: u32) -> Option<Self> {
        std::fs::create_dir_all(place).unwrap();
        let mut mount = Command::new("mount");
        mount.args([
            "-t",
            "tmpfs",
            "-o",
            &format!("size={megabytes}m,mode=700"),
            "tmpfs",
        ]);
        let mounted = mount.arg(place).output().ok()?;
        mounted.status.success().then(|| Self(place.to_owned()))
    }

    /// Fills it to the last byte; gives the file that does.
    fn fill(&self) -> PathBuf {
        let filler = self.0.join("lost+found");
        let mut file = std::fs::File::create(&filler).unwrap();
        let mut piece = vec![7; 1 << 20];
        while !piece.is_empty() {
            if !file.write(&piece).is_ok_and(|written| written > 0) {
                piece.truncate(piece.len() / 2);
            }
        }
        filler
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).status();
    }
}

async fn full(house: &House, disk: &SmallDisk, what: &str) {
    let made = Made::by(house).await;
    let film = format!("/media/{}/{}", made.film, made.film_object);
    let upload = format!("/api/v1/lessons/{}/media?name=drum.mp4", made.film);
    let filler = disk.fill();
    let (mut refused, mut read) = (0, 0);
    for _ in 0..5 {
        let sent = made
            .manager
            .upload(&upload, "video/mp4", FILM.to_vec())
            .await;
        assert!([503, 507].contains(&sent.status), "{what}: {}", sent.status);
        refused += 1;
        let got = made.learner.get(&film).await;
        assert!(
            got.status == 200 && got.body == FILM,
            "{what}: {}",
            got.status
        );
        assert_eq!(made.learner.get("/").await.status, 200, "{what}");
        read += 1;
    }
    let new = json!({"kind": "text", "title": "Late", "body": "words"});
    let path = format!("/api/v1/courses/{}/lessons", made.course);
    let written = made.manager.post(&path, new).await.status;
    assert!([201, 503, 507].contains(&written), "{what}: {written}");
    std::fs::remove_file(filler).unwrap();
    let begun = Instant::now();
    loop {
        let sent = made
            .manager
            .upload(&upload, "video/mp4", FILM.to_vec())
            .await;
        if sent.status == 201 {
            break;
        }
        assert!(
            begun.elapsed() < Duration::from_secs(10),
            "{what}: {}",
            sent.status
        );
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    println!(
        "t24 {what}: uploads refused rightly: {refused}\nt24 {what}: reads meanwhile: {read}\nt24 {what}: recovery without restart: {} ms",
        begun.elapsed().as_millis()
    );
}

#[tokio::test]
#[ignore = "mounts a small disk, which takes root: part of the nightly check"]
async fn t24_a_full_disk_stops_writing_and_nothing_else() {
    let ground = Ground::new();
    let place = ground.path("small");
    let Some(disk) = SmallDisk::at(&place, 64) else {
        println!("t24 was left out: this process may not mount a disk");
        return;
    };
    let house = House::on(ground, None, &["--store", text(&place)]);
    full(&house, &disk, "objects").await;
    drop(house);
    drop(disk);

    let ground = Ground::new();
    let place = ground.path("tutela-demo");
    if let Some(disk) = SmallDisk::at(&place, 96) {
        let house = House::on(ground, None, &[]);
        full(&house, &disk, "everything").await;
    }
}
