//! Every rule of ranges and conditions as a line of a table, and what must hold for all of them.

#![allow(clippy::unwrap_used)]

use http::HeaderName;
use proptest::prelude::*;

use super::*;

/// 1994-11-06 08:49:37 UTC, half a second past.
const CHANGED: Time = Time::from_micros(784_111_777_500_000);

fn thing(size: u64) -> Thing {
    Thing {
        size,
        etag: "\"v1\"".to_owned(),
        changed_at: CHANGED,
    }
}

fn ask(method: &Method, size: u64, lines: &[(HeaderName, &str)]) -> String {
    let mut headers = HeaderMap::new();
    for (name, value) in lines {
        headers.append(name, HeaderValue::from_str(value).unwrap());
    }
    match decide(method, &headers, &thing(size)) {
        Ok(Part::Whole) => "whole".to_owned(),
        Ok(Part::Unchanged) => "unchanged".to_owned(),
        Ok(Part::Slice { first, last }) => format!("{first}..={last}"),
        Err(Error::Range { .. }) => "outside".to_owned(),
        Err(Error::SeveralRanges { .. }) => "several".to_owned(),
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn ranges_of_a_thing_of_a_thousand_bytes() {
    for (range, part) in [
        ("bytes=0-", "0..=999"),
        ("bytes=0-0", "0..=0"),
        ("bytes=0-999", "0..=999"),
        ("bytes=0-1000", "0..=999"),
        ("bytes=999-", "999..=999"),
        ("bytes=500-599", "500..=599"),
        ("bytes=-1", "999..=999"),
        ("bytes=-1000", "0..=999"),
        ("bytes=-5000", "0..=999"),
        ("bytes=007-0009", "7..=9"),
        ("BYTES=1-2", "1..=2"),
        ("bytes= 1-2 ", "1..=2"),
        ("bytes=1-2,", "1..=2"),
        ("bytes=0-99999999999999999999999999", "0..=999"),
        ("bytes=-99999999999999999999999999", "0..=999"),
        ("bytes=18446744073709551615-", "outside"),
        ("bytes=99999999999999999999999999-", "outside"),
        ("bytes=1000-", "outside"),
        ("bytes=1000-2000", "outside"),
        ("bytes=-0", "outside"),
        ("bytes=5-4", "outside"),
        ("bytes=", "outside"),
        ("bytes=,", "outside"),
        ("bytes=-", "outside"),
        ("bytes=a-b", "outside"),
        ("bytes=+1-2", "outside"),
        ("bytes=1-2-3", "outside"),
        ("bytes=0x1-2", "outside"),
        ("bytes=1 - 2", "outside"),
        ("bytes=--1", "outside"),
        ("bytes", "outside"),
        ("", "outside"),
        ("bytes=0-1,5-6", "several"),
        ("bytes=0-,0-,0-", "several"),
        ("bytes=a,b", "several"),
        ("lines=1-2", "whole"),
        ("=1-2", "whole"),
    ] {
        assert_eq!(ask(&Method::GET, 1_000, &[(RANGE, range)]), part, "{range}");
    }
}

#[test]
fn an_empty_thing_has_no_ranges() {
    for range in ["bytes=0-", "bytes=0-0", "bytes=-1"] {
        assert_eq!(ask(&Method::GET, 0, &[(RANGE, range)]), "outside");
    }
    assert_eq!(ask(&Method::GET, 0, &[]), "whole");
}

#[test]
fn a_head_has_no_ranges() {
    assert_eq!(ask(&Method::HEAD, 1_000, &[(RANGE, "bytes=0-1")]), "whole");
    assert_eq!(
        ask(&Method::HEAD, 1_000, &[(RANGE, "bytes=0-1,3-4")]),
        "whole"
    );
}

#[test]
fn a_range_may_hang_on_a_condition() {
    for (condition, part) in [
        ("\"v1\"", "0..=1"),
        ("\"v2\"", "whole"),
        ("W/\"v1\"", "whole"),
        ("\"v1\", \"v2\"", "whole"),
        ("Sun, 06 Nov 1994 08:49:37 GMT", "0..=1"),
        ("Sun, 06 Nov 1994 08:49:38 GMT", "whole"),
        ("Sun, 06 Nov 1994 08:49:36 GMT", "whole"),
        ("Sunday, 06-Nov-94 08:49:37 GMT", "whole"),
        ("yesterday", "whole"),
        ("", "whole"),
    ] {
        let lines = [(RANGE, "bytes=0-1"), (IF_RANGE, condition)];
        assert_eq!(ask(&Method::GET, 1_000, &lines), part, "{condition}");
    }
    let outside = [(RANGE, "bytes=5000-"), (IF_RANGE, "\"v2\"")];
    assert_eq!(ask(&Method::GET, 1_000, &outside), "whole");
}

#[test]
fn who_has_it_already_gets_nothing() {
    for (name, value, part) in [
        (IF_NONE_MATCH, "\"v1\"", "unchanged"),
        (IF_NONE_MATCH, "W/\"v1\"", "unchanged"),
        (IF_NONE_MATCH, "\"v0\" , \"v1\"", "unchanged"),
        (IF_NONE_MATCH, "*", "unchanged"),
        (IF_NONE_MATCH, "\"v2\"", "whole"),
        (IF_NONE_MATCH, "v1", "whole"),
        (
            IF_MODIFIED_SINCE,
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "unchanged",
        ),
        (
            IF_MODIFIED_SINCE,
            "Mon, 07 Nov 1994 08:49:37 GMT",
            "unchanged",
        ),
        (IF_MODIFIED_SINCE, "Sun, 06 Nov 1994 08:49:36 GMT", "whole"),
        (IF_MODIFIED_SINCE, "never", "whole"),
    ] {
        assert_eq!(ask(&Method::GET, 9, &[(name, value)]), part, "{value}");
    }
    let both = [
        (IF_NONE_MATCH, "\"v2\""),
        (IF_MODIFIED_SINCE, "Mon, 07 Nov 1994 08:49:37 GMT"),
        (RANGE, "bytes=1-1"),
    ];
    assert_eq!(ask(&Method::GET, 9, &both), "1..=1");
}

#[test]
fn the_head_says_what_follows() {
    let thing = thing(1_000);
    let part = Part::Slice {
        first: 10,
        last: 19,
    };
    let head = part.head(&thing);
    assert_eq!(head[CONTENT_RANGE], "bytes 10-19/1000");
    assert_eq!(head[CONTENT_LENGTH], "10");
    assert_eq!(head[ACCEPT_RANGES], "bytes");
    assert_eq!(head[ETAG], "\"v1\"");
    assert_eq!(head[LAST_MODIFIED], "Sun, 06 Nov 1994 08:49:37 GMT");
    assert_eq!(Part::Whole.head(&thing)[CONTENT_LENGTH], "1000");
    assert!(!Part::Unchanged.head(&thing).contains_key(CONTENT_LENGTH));
}

proptest! {
    #[test]
    fn whatever_is_asked_a_slice_lies_inside(size: u64, range in "bytes=[0-9]{0,25}-[0-9]{0,25}(,[0-9]{0,3}-)?") {
        let mut headers = HeaderMap::new();
        headers.insert(RANGE, HeaderValue::from_str(&range).unwrap());
        if let Ok(part) = decide(&Method::GET, &headers, &thing(size)) {
            let Part::Slice { first, last } = part else { panic!("{range} is a slice or an error") };
            prop_assert!(first <= last && last < size);
            prop_assert_eq!(part.length(&thing(size)), last - first + 1);
        }
    }

    #[test]
    fn a_plain_range_means_what_it_says(size in 1_u64.., a: u64, b: u64) {
        let (first, last) = (a.min(b) % size, a.max(b));
        prop_assume!(first <= last);
        let mut headers = HeaderMap::new();
        headers.insert(RANGE, HeaderValue::from_str(&format!("bytes={first}-{last}")).unwrap());
        let part = decide(&Method::GET, &headers, &thing(size)).unwrap();
        prop_assert_eq!(part, Part::Slice { first, last: last.min(size - 1) });
    }

    #[test]
    fn no_bytes_break_it(line in proptest::collection::vec(any::<u8>(), 0..60), size: u64) {
        if let Ok(value) = HeaderValue::from_bytes(&line) {
            for name in [RANGE, IF_RANGE, IF_NONE_MATCH, IF_MODIFIED_SINCE] {
                let mut headers = HeaderMap::new();
                headers.insert(RANGE, HeaderValue::from_static("bytes=0-0"));
                headers.insert(name, value.clone());
                let _ = decide(&Method::GET, &headers, &thing(size));
            }
        }
    }
}
