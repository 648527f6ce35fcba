//! The policy and the reference give the same answer to every question about every single role, and to a sample of
//! questions about people with two.

use tutela_access::Policy;

use crate::reference::{Person, Question, Token, answer};
use crate::schema::fits;
use crate::town::{Town, actions, decide};

/// How many people with two roles are asked about.
const PAIRS: usize = 150;

/// How many questions each of them is asked.
const QUESTIONS: usize = 40;

#[test]
fn da1_da5_the_policy_agrees_with_the_reference_on_every_single_role() {
    let policy = Policy::built_in().unwrap();
    let mut asked = 0;
    for (courses, lessons) in [(true, true), (true, false), (false, true), (false, false)] {
        let town = Town::new(courses, lessons);
        let all = (courses, lessons) == (true, true);
        let mut people = vec![
            town.person(vec![], false),
            town.person(town.holdings(), true),
        ];
        for held in town.holdings() {
            people.push(town.person(vec![held], false));
        }
        for person in &people {
            asked += compare_everywhere(&policy, &town, person, all);
        }
    }
    println!("{asked} questions, 0 differences");
}

#[test]
fn da1_da5_the_policy_agrees_with_the_reference_on_pairs_of_roles() {
    let (policy, actions) = (Policy::built_in().unwrap(), actions());
    let mut dice = Dice::seeded();
    for _ in 0..PAIRS {
        let town = Town::new(dice.below(2) == 0, dice.below(2) == 0);
        let all = town.holdings();
        let held = vec![all[dice.below(all.len())], all[dice.below(all.len())]];
        let person = town.person(held, dice.below(20) == 0);
        for _ in 0..QUESTIONS {
            let (action, role) = actions[dice.below(actions.len())];
            let at = dice.below(town.spots.len() + 1).checked_sub(1);
            compare(&policy, &town, &person, Question { action, role, at });
        }
    }
    println!("{} questions, 0 differences", PAIRS * QUESTIONS);
}

/// What somebody holds, where his token is and what it is for: drawn, each against the slow way to decide it.
#[test]
fn da4_da5_the_policy_agrees_with_the_reference_on_tokens() {
    const USES: [&str; 6] = ["read", "learn", "content", "people", "record", "platform"];
    let (policy, actions) = (Policy::built_in().unwrap(), actions());
    let mut dice = Dice::seeded();
    let mut allowed = 0;
    for _ in 0..3 * PAIRS {
        let town = Town::new(dice.below(4) > 0, dice.below(4) > 0);
        let all = town.holdings();
        let held = [all[dice.below(all.len())], all[dice.below(all.len())]];
        let line = town.line(held[0].1);
        let at = match dice.below(3) {
            0 => dice.below(town.spots.len()),
            _ => line[dice.below(line.len())],
        };
        // There are no tokens of a lesson: one of its course stands for it.
        let at = match town.spots[at].level {
            "lesson" => town.line(at)[1],
            _ => at,
        };
        let uses = USES.into_iter().filter(|_| dice.below(2) == 0).collect();
        let mut person = town.person(held.to_vec(), dice.below(20) == 0);
        person.token = Some(Token { at, uses });
        let near: Vec<_> = (0..town.spots.len())
            .filter(|low| town.line(*low).contains(&at) || line.contains(low))
            .collect();
        for _ in 0..QUESTIONS {
            let (action, role) = actions[dice.below(actions.len())];
            let at = match dice.below(8) {
                0 => dice.below(town.spots.len() + 1).checked_sub(1),
                _ => Some(near[dice.below(near.len())]),
            };
            let question = Question { action, role, at };
            compare(&policy, &town, &person, question);
            allowed += usize::from(answer(&town.spots, &person, question) == "yes");
        }
    }
    assert!(allowed > PAIRS, "{allowed} times yes is no test");
    println!(
        "{} questions, {allowed} times yes, 0 differences",
        3 * PAIRS * QUESTIONS
    );
}

/// Asks one person everything that fits a place, at every place, and gives the number of questions. Drafts matter to
/// courses and lessons alone, and nobody is asked twice about what is not in them.
fn compare_everywhere(policy: &Policy, town: &Town, person: &Person, all: bool) -> usize {
    let mut asked = 0;
    for at in 0..town.spots.len() {
        let level = town.spots[at].level;
        if !all && !["course", "lesson"].contains(&level) {
            continue;
        }
        let case = town.case(policy, person, Some(at));
        for (action, role) in actions() {
            if !fits(action, level) || !(all || role.is_none()) {
                continue;
            }
            let at = Some(at);
            let question = Question { action, role, at };
            let expected = answer(&town.spots, person, question);
            let said = decide(policy, &case, question);
            assert_eq!(said, expected, "{}", tell(town, person, question));
            asked += 1;
        }
    }
    asked
}

fn compare(policy: &Policy, town: &Town, person: &Person, question: Question) {
    let expected = answer(&town.spots, person, question);
    let said = town.policy_says(policy, person, question);
    assert_eq!(said, expected, "{}", tell(town, person, question));
}

fn tell(town: &Town, person: &Person, question: Question) -> String {
    let Question { action, role, at } = question;
    let (holds, blocked) = (&person.holds, person.blocked);
    let line = at.map(|at| town.line(at));
    let token = person.token.as_ref().map(|token| (token.at, &token.uses));
    format!(
        "{action} {role:?} at {line:?} by one who holds {holds:?}, blocked: {blocked}, token: {token:?}"
    )
}

/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers from the same seed on every machine.
pub struct Dice(u64);

impl Dice {
    /// The seed is `TUTELA_SEED`, or 2026; it is printed, so that a failure can be had again.
    pub fn seeded() -> Self {
        let given = std::env::var("TUTELA_SEED").ok();
        let seed = given.map_or(2026, |seed| seed.parse().unwrap());
        println!("TUTELA_SEED={seed}");
        Self(seed)
    }

    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % end as u64).unwrap()
    }
}
