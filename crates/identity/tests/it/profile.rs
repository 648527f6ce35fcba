//! What one is called, and the language in which one reads.

use http::{Method, StatusCode};
use tutela_db::{args, sql};

use crate::pages::{ask, cookie, house};
use crate::world::{Person, World, on_both};

async fn called(w: &World, who: &Person) -> (String, String) {
    let mut tx = w.db.read().await.unwrap();
    let find = sql!("SELECT name, language FROM persons WHERE id = $1");
    let row = tx.get(find, args![who.id]).await.unwrap();
    (row.text(0).unwrap(), row.text(1).unwrap())
}

#[tokio::test]
async fn one_changes_name_and_language_and_sees_it_at_once() {
    on_both(async |world: World| {
        let w = &world;
        let house = house(w.gate.clone(), None);
        let olga = cookie(&w.owner);
        let form = "name=+Olga++Lund+&language=da";
        let saved = ask(&house, Method::POST, "/me/profile", &olga, form).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
        let page = ask(&house, Method::GET, "/me/profile", &olga, "").await;
        assert!(page.text.contains("<html lang=\"da\""), "{}", page.text);
        assert!(page.text.contains("Navn og sprog"), "{}", page.text);
        assert_eq!(called(w, &w.owner).await, ("Olga Lund".into(), "da".into()));
        for wrong in ["name=&language=da", "name=Olga&language=tlh"] {
            let page = ask(&house, Method::POST, "/me/profile", &olga, wrong).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        }
        assert_eq!(called(w, &w.owner).await, ("Olga Lund".into(), "da".into()));
        let found = sql!("SELECT COUNT(*) FROM persons WHERE folded = 'olga lund'");
        assert_eq!(
            w.count(found).await,
            1,
            "lists have the new name in its place"
        );
        let recorded = sql!("SELECT COUNT(*) FROM activities WHERE action = 'updateMe'");
        assert_eq!(w.count(recorded).await, 1);
    })
    .await;
}
