//! Captions: kept sealed, one for each language, by those alone who may fill the lesson.

use tutela_access::{EditLesson, GetMedia, UploadMedia, ViewLesson};
use tutela_catalog::lesson::Kind;
use tutela_media::captions::text::Cue;
use tutela_media::captions::{CannotKeep, Tongue, cues, list, prefer, put, remove};
use tutela_media::watch;

use super::world::{World, on_both};

fn cue(text: &str) -> Cue {
    Cue {
        begins: 1000,
        ends: 2000,
        text: text.to_owned(),
    }
}

fn tongue(tag: &str) -> Tongue {
    tag.parse().unwrap()
}

impl World {
    async fn say(&self, tag: &str, text: &str) -> Result<(), CannotKeep> {
        let by = (&self.gate, &self.owner);
        put(by, &self.vault, (self.lesson, &tongue(tag)), &[cue(text)]).await
    }

    /// Tags, and which is shown at first.
    async fn said(&self) -> Vec<(String, bool)> {
        let all = self.write((ViewLesson, self.lesson), async |a| list(a).await);
        let all = all.await.unwrap();
        all.iter()
            .map(|one| (one.tongue.to_string(), one.is_default))
            .collect()
    }
}

fn wanted(all: &[(&str, bool)]) -> Vec<(String, bool)> {
    all.iter()
        .map(|(tag, first)| ((*tag).to_owned(), *first))
        .collect()
}

#[tokio::test]
async fn each_language_has_one_text_and_the_first_is_shown() {
    on_both(async |world| {
        world.say("da", "Kast los!").await.unwrap();
        world.say("EN", "Cast off!").await.unwrap();
        world.say("en", "Let go!").await.unwrap();
        assert_eq!(world.said().await, wanted(&[("da", true), ("en", false)]));
        let on = (UploadMedia, world.lesson);
        world
            .write(on, async |a| prefer(a, &tongue("en")).await)
            .await
            .unwrap();
        assert_eq!(world.said().await, wanted(&[("da", false), ("en", true)]));
        let kept = world.write((EditLesson, world.lesson), async |a| {
            cues(a, &world.vault, &tongue("en")).await
        });
        assert_eq!(kept.await.unwrap(), [cue("Let go!")]);
        world
            .write(on, async |a| remove(a, &tongue("en")).await)
            .await
            .unwrap();
        assert!(
            world
                .write(on, async |a| remove(a, &tongue("en")).await)
                .await
                .is_err()
        );
        assert!(
            world
                .write(on, async |a| prefer(a, &tongue("en")).await)
                .await
                .is_err()
        );
        assert_eq!(world.said().await, wanted(&[("da", false)]));
    })
    .await;
}

#[tokio::test]
async fn in4_captions_rest_sealed_and_are_given_like_the_film() {
    on_both(async |world| {
        world.say("en", "a canary that sings").await.unwrap();
        let all = world.write((ViewLesson, world.lesson), async |a| list(a).await);
        let id = all.await.unwrap()[0].id;
        let given = world.write(
            (GetMedia, world.lesson),
            async |a| -> Result<_, watch::CannotWatch> {
                let object = watch::find(a, id).await?;
                let sealed = watch::open(a, &world.vault, &object).await?;
                Ok((
                    object.media_type.clone(),
                    sealed.bytes(0..object.size).await?,
                ))
            },
        );
        let (media_type, bytes) = given.await.unwrap();
        assert_eq!(media_type, "text/vtt; charset=utf-8");
        assert_eq!(
            &bytes[..],
            b"WEBVTT\n\n00:00:01.000 --> 00:00:02.000\na canary that sings\n"
        );
    })
    .await;
}

#[tokio::test]
async fn strangers_and_other_lessons_get_no_captions() {
    on_both(async |world| {
        let by = (&world.gate, &world.stranger);
        let tongue = tongue("en");
        let kept = put(by, &world.vault, (world.lesson, &tongue), &[cue("Mine")]).await;
        assert!(matches!(kept, Err(CannotKeep::Access(_))), "{kept:?}");
        let text = world.make_lesson(Kind::Text).await;
        let by = (&world.gate, &world.owner);
        let kept = put(by, &world.vault, (text, &tongue), &[cue("Mine")]).await;
        assert!(matches!(kept, Err(CannotKeep::OtherKind)), "{kept:?}");
        assert!(world.said().await.is_empty());
    })
    .await;
}

#[test]
fn a_language_is_known_by_its_tag() {
    assert_eq!(tongue("PT-br").as_str(), "pt-BR");
    assert_eq!(tongue("pt-BR").name(), "Português (Brasil)");
    assert_eq!(tongue("fo").name(), "fo");
    for wrong in [
        "",
        "english please",
        "../en",
        "e",
        "<b>",
        "und",
        &"en-".repeat(20),
    ] {
        assert!(wrong.parse::<Tongue>().is_err(), "{wrong}");
    }
}
