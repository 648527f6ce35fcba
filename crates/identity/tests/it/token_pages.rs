//! The pages of API tokens as a browser gets them.

use http::{Method, StatusCode};
use tutela_db::{args, sql};

use crate::pages::{ask, cookie, house};
use crate::world::{World, on_both};

#[tokio::test]
async fn a_token_is_made_and_ended_on_pages_in_both_languages() {
    on_both(async |world: World| {
        let w = &world;
        let house = house(w.gate.clone(), None);
        let who = cookie(&w.manager);
        let page = async |method: Method, path: &str, form: &str| {
            ask(&house, method, path, &who, form).await
        };
        for (language, none, few) in [
            ("en", "You have no tokens", "Tick at least one thing"),
            ("da", "Du har ingen tokens", "Sæt kryds ved mindst én ting"),
        ] {
            let mut tx = w.db.write().await.unwrap();
            let speak = sql!("UPDATE persons SET language = $1");
            tx.run(speak, args![language]).await.unwrap();
            let forget = sql!("DELETE FROM token_grants");
            tx.run(forget, args![]).await.unwrap();
            tx.run(sql!("DELETE FROM api_tokens"), args![])
                .await
                .unwrap();
            tx.commit().await.unwrap();
            let empty = page(Method::GET, "/me/tokens", "").await;
            assert!(empty.text.contains(none), "{}", empty.text);
            let form = page(Method::GET, "/me/tokens/new", "").await;
            assert!(form.text.contains("Nordlys › Seamanship"), "{}", form.text);
            assert!(
                !form.text.contains("name=\"platform\""),
                "no role there, no use there"
            );
            let place = format!("channel%3A{}", w.channel);
            let wrong = format!("name=%3Cb%3E&purpose=x&days=90&place={place}");
            let wrong = page(Method::POST, "/me/tokens", &wrong).await;
            assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(
                wrong.text.contains(few) && wrong.text.contains("&#60;b&#62;"),
                "{}",
                wrong.text
            );
            let nowhere = "name=a&purpose=x&days=soon&place=moon&read=yes";
            let nowhere = page(Method::POST, "/me/tokens", nowhere).await;
            assert!(
                nowhere.text.contains("id=\"place-error\"")
                    && nowhere.text.contains("id=\"days-error\"")
            );

            let good =
                format!("name=Nightly&purpose=Copies&days=30&place={place}&read=yes&content=yes");
            let shown = page(Method::POST, "/me/tokens", &good).await;
            assert_eq!(shown.status, StatusCode::OK, "{}", shown.text);
            let token = shown.text.split("value=\"tutela_").nth(1).unwrap();
            let token = token.split('"').next().unwrap();
            let list = page(Method::GET, "/me/tokens", "").await;
            assert!(list.text.contains("Nightly") && !list.text.contains(token));
            for one in [&empty, &form, &wrong, &nowhere, &shown, &list] {
                assert!(!one.text.contains('⟦'), "a text is missing: {}", one.text);
                assert_eq!(one.text.matches("<h1").count(), 1);
            }
            let path = list.text.split("action=\"/me/tokens/").nth(1).unwrap();
            let path = format!("/me/tokens/{}", path.split('"').next().unwrap());
            let ended = page(Method::POST, &path, "").await;
            assert_eq!(ended.location(), "/me/tokens");
            let again = page(Method::POST, &path, "").await;
            assert_eq!(again.status, StatusCode::NOT_FOUND);
            let list = page(Method::GET, "/me/tokens", "").await;
            assert!(list.text.contains("data-state=\"off\""), "{}", list.text);
        }
    })
    .await;
}
