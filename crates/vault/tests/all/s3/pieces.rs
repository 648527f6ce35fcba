//! What an upload that came in several requests does at its end.

use super::*;

#[tokio::test]
async fn pieces_in_a_bucket_become_one_object() {
    let bucket = bucket().await;
    let plain = noise(7, 11_000_000);
    let (mut pieces, mut bodies) = (Vec::new(), Vec::new());
    for part in plain.chunks(4_000_001) {
        let meta = bucket.seal(part).await;
        let piece = bucket.vault.open(&bucket.key, &meta).await.unwrap();
        bodies.push(piece.read(0..meta.size));
        pieces.push(meta.object);
    }
    let object = bucket.ambient.id();
    let body = stream::iter(bodies).flatten();
    let sealed = bucket
        .vault
        .seal(&bucket.key, new(object), body)
        .await
        .unwrap();
    let meta = ObjectMeta {
        object,
        purpose: VIDEO,
        size: sealed.size,
        wrapped_key: sealed.wrapped_key,
    };
    let whole = bucket.vault.open(&bucket.key, &meta).await.unwrap();
    assert!(whole.bytes(0..meta.size).await.unwrap() == plain);
    for piece in pieces {
        let account = bucket.key.account();
        bucket.vault.delete(account, piece).await.unwrap();
    }
    assert_eq!(bucket.vault.list().count().await, 1);
}
