//! Making an account with all that it teaches, as its owner.

use std::collections::HashMap;

use anyhow::{Context as _, Result};
use bytes::Bytes;
use futures_util::stream;
use tutela_access::{
    Caller, CreateAccount, CreateChannel, CreateCourse, CreateLesson, Platform, PublishCourse,
};
use tutela_catalog::lesson::{self, NewLesson};
use tutela_catalog::{Line, Prose, channel, course};
use tutela_core::{AccountId, ChannelId, CourseId, LessonId, Scope};
use tutela_identity::account::{self, AccountName, NewAccount};
use tutela_media::Media;
use tutela_media::object::Use;
use tutela_media::upload::{self, Incoming};

use super::manifest::{self, Account, Channel, Course, Lesson, Manifest};
use super::newcomer;
use super::people::People;

/// Where each path of keys of the manifest has come to lie.
pub type Places = HashMap<String, Scope>;

/// Large enough for every file that is shipped.
const LIMIT: u64 = 64 * 1024 * 1024;

/// Makes one account and all its courses.
pub async fn account(
    people: &mut People<'_>,
    manifest: &Manifest,
    account: &Account,
) -> Result<Places> {
    let id = open(people, manifest, account).await?;
    let owner = people
        .caller(&manifest.holder("account_owner", &account.key)?.username)
        .await?;
    let mut places = Places::from([(account.key.clone(), Scope::Account(id))]);
    for channel in &account.channels {
        let path = format!("{}/{}", account.key, channel.key);
        let id = make_channel(people, &owner, id, channel).await?;
        places.insert(path.clone(), Scope::Channel(id));
        for course in &channel.courses {
            let path = format!("{path}/{}", course.key);
            let id = make_course(people, &owner, id, course).await?;
            places.insert(path.clone(), Scope::Course(id));
            fill_course(people, &owner, (id, &path), course, &mut places).await?;
        }
    }
    Ok(places)
}

async fn open(
    people: &mut People<'_>,
    manifest: &Manifest,
    account: &Account,
) -> Result<AccountId> {
    let administrator = manifest.holder("platform_administrator", "platform")?;
    let administrator = people.caller(&administrator.username).await?;
    let owner = manifest.holder("account_owner", &account.key)?;
    let name = AccountName::parse(&account.name)?;
    let new = NewAccount {
        name,
        owner: newcomer(owner)?,
    };
    let mut guarded = people.parts.gate.write(&administrator).await?;
    let mut authorized = guarded.authorize(CreateAccount, Platform).await?;
    let created = account::create(&mut authorized, &new).await?;
    guarded.commit().await?;
    people.know(owner, created.owner, None);
    Ok(created.account)
}

async fn make_channel(
    people: &People<'_>,
    owner: &Caller,
    account: AccountId,
    channel: &Channel,
) -> Result<ChannelId> {
    let wording = channel::Wording {
        name: Line::parse(&channel.name)?,
        summary: Prose::parse(&channel.summary, Prose::SUMMARY)?,
    };
    let mut guarded = people.parts.gate.write(owner).await?;
    let mut authorized = guarded.authorize(CreateChannel, account).await?;
    let id = channel::create(&mut authorized, &wording).await?;
    guarded.commit().await?;
    Ok(id)
}

async fn make_course(
    people: &People<'_>,
    owner: &Caller,
    channel: ChannelId,
    course: &Course,
) -> Result<CourseId> {
    let wording = course::Wording {
        title: Line::parse(&course.title)?,
        summary: Prose::parse(&course.summary, Prose::SUMMARY)?,
    };
    let mut guarded = people.parts.gate.write(owner).await?;
    let mut authorized = guarded.authorize(CreateCourse, channel).await?;
    let id = course::create(&mut authorized, &wording).await?;
    guarded.commit().await?;
    Ok(id)
}

async fn fill_course(
    people: &People<'_>,
    owner: &Caller,
    (course, path): (CourseId, &str),
    wanted: &Course,
    places: &mut Places,
) -> Result<()> {
    for lesson in &wanted.lessons {
        let id = make_lesson(people, owner, course, lesson).await?;
        places.insert(format!("{path}/{}", lesson.key), Scope::Lesson(id));
        if let Some(file) = &lesson.file {
            let purpose = if lesson.kind == "video" {
                Use::Video
            } else {
                Use::Document
            };
            send(people, owner, (id, purpose), file).await?;
        }
        if let Some(poster) = &lesson.poster {
            send(people, owner, (id, Use::Poster), poster).await?;
        }
    }
    if wanted.published {
        let mut guarded = people.parts.gate.write(owner).await?;
        let mut authorized = guarded.authorize(PublishCourse, course).await?;
        course::publish(&mut authorized).await?;
        guarded.commit().await?;
    }
    Ok(())
}

async fn make_lesson(
    people: &People<'_>,
    owner: &Caller,
    course: CourseId,
    wanted: &Lesson,
) -> Result<LessonId> {
    let body = match &wanted.body {
        Some(path) => String::from_utf8(manifest::file(path)?)?,
        None => wanted.summary.clone(),
    };
    let new = NewLesson {
        kind: wanted.kind.parse().with_context(|| wanted.kind.clone())?,
        title: Line::parse(&wanted.title)?,
        body: Prose::parse(&body, Prose::LESSON)?,
    };
    let mut guarded = people.parts.gate.write(owner).await?;
    let mut authorized = guarded.authorize(CreateLesson, course).await?;
    let id = lesson::create(&mut authorized, &new).await?;
    guarded.commit().await?;
    Ok(id)
}

async fn send(
    people: &People<'_>,
    owner: &Caller,
    (lesson, purpose): (LessonId, Use),
    path: &str,
) -> Result<()> {
    let incoming = Incoming {
        lesson,
        purpose,
        file_name: path.to_owned(),
        limit: LIMIT,
    };
    let bytes = Bytes::from(manifest::file(path)?);
    let body = stream::iter([Ok::<_, std::io::Error>(bytes)]);
    let parts = people.parts;
    let media = Media {
        vault: parts.vault.clone(),
        limit: LIMIT,
        scanner: None,
    };
    let received = upload::receive((&parts.gate, owner), &media, &incoming, body).await;
    received.with_context(|| format!("{path} was not taken"))?;
    Ok(())
}
