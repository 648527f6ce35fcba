//! Every promise has tests, or is said not to be built.

use super::tree::{Finding, Tree};

/// Each promise and the tests that fail when it is broken. An empty list says: not built yet.
const PROMISES: &[(&str, &[&str])] = &[
    ("PC1", &[]),
    ("PC2", &[]),
    (
        "PC3",
        &[
            "nothing_inline_runs_on_a_page",
            "every_answer_bears_the_headers",
        ],
    ),
    ("PC4", &["pc4_every_destination_is_in_one_list"]),
    ("PC5", &["pc5_nobody_signs_in_through_somebody_else"]),
    (
        "UA1",
        &[
            "ua1_a_password_has_at_least_six_characters",
            "ua1_the_platforms_staff_needs_a_second_factor",
            "ua1_what_everybody_takes_is_refused",
            "ua1_what_is_known_of_the_person_is_refused",
            "ua1_an_account_raises_the_floor_and_never_lowers_it",
            "ua1_a_stolen_hash_is_nothing_to_guess_at",
            "ua1_weaker_parameters_of_old_are_renewed",
            "ua1_old_parameters_are_renewed_when_their_owner_signs_in",
        ],
    ),
    (
        "UA2",
        &[
            "ua2_spellings_of_one_name_are_one_name",
            "ua2_what_is_no_name_is_refused_with_the_reason",
            "ua2_ids_that_look_alike_have_one_look",
            "ua2_any_of_three_names_signs_in_however_it_is_spelled",
            "ua2_a_name_is_of_one_person_across_all_kinds",
            "ua2_the_last_name_stays",
            "ua2_a_number_of_two_people_is_nobodys",
            "ua2_a_number_in_a_file_counts_in_the_country_of_the_account",
            "ua2_the_address_of_a_mailed_invitation_becomes_the_confirmed_user_name",
            "ua2_a_newcomer_exists_when_his_address_is_confirmed_and_not_before",
        ],
    ),
    (
        "UA3",
        &[
            "ua3_a_change_of_address_is_told_in_the_same_transaction",
            "ua3_a_change_takes_the_password_and_the_new_address",
            "ua3_a_link_confirms_once_however_many_follow_it",
            "ua3_three_wrong_codes_lock_codes_and_not_the_link",
            "ua3_the_old_address_undoes_the_change_for_seven_days",
            "ua3_an_undo_link_ends_after_seven_days",
            "ua3_an_address_belongs_to_one_person_and_is_a_name_to_sign_in_with",
        ],
    ),
    (
        "UA4",
        &[
            "ua4_ua6_a_change_ends_other_sessions_and_is_recorded_and_told",
            "ua4_what_is_not_recorded_is_not_changed",
        ],
    ),
    (
        "UA5",
        &[
            "ua5_an_upload_under_way_ends_with_a_block",
            "ua5_an_invitation_of_somebody_blocked_opens_nothing",
            "ua5_a_blocked_person_is_out_at_once_and_may_come_back",
            "ua5_a_link_for_a_blocked_person_is_dead_for_good",
            "ua5_nobody_blocks_himself_or_without_the_right",
            "ua5_an_administrator_whose_own_role_ends_leaves_the_last_one_alone",
            "ua5_a_block_counts_on_every_node",
            "da4_ua5_a_token_ends_with_time_revocation_block_and_leaving",
            "ua5_a_film_is_broken_off_when_its_watcher_is_blocked",
            "ua5_a_person_is_blocked_and_let_in_on_a_page",
            "ua5_a_block_ends_the_offers_of_both_for_good",
        ],
    ),
    (
        "UA6",
        &[
            "ua4_ua6_a_change_ends_other_sessions_and_is_recorded_and_told",
            "ua6_an_app_is_set_up_and_then_asked_for",
            "ua6_taking_a_factor_away_takes_a_fresh_proof",
            "ua6_a_code_sets_a_new_password_while_locked",
            "ua6_of_fifty_at_once_one_sets_the_password",
            "ua6_codes_and_links_die_with_every_ending_event",
            "ua6_three_wrong_codes_spoil_their_own_ticket_alone",
            "ua6_nobody_is_flooded_with_letters",
        ],
    ),
    (
        "UA7",
        &[
            "ua7_locks_double_from_a_quarter_of_an_hour_to_a_day",
            "ua7_the_third_try_locks_and_no_fourth_is_had",
            "ua7_of_two_hundred_guesses_at_once_three_are_checked",
            "ua7_a_restart_in_the_middle_gives_no_try_back",
            "ua7_success_clears_the_count",
            "ua7_no_place_that_takes_a_secret_stands_outside_the_limiter",
            "ua7_every_place_that_asks_for_the_password_shares_one_count",
            "ua7_counts_of_names_that_nobody_has_are_cleared_away",
            "ua7_a_stranger_never_locks_the_owner_out",
            "ua7_a_known_device_has_a_count_of_its_own",
            "ua7_a_planted_device_is_not_trusted",
            "ua7_an_unlocking_link_runs_out",
            "ua7_manager_and_administrator_see_a_lock_and_lift_it",
            "ua7_known_and_unknown_names_get_one_answer",
            "ua7_the_time_tells_nothing",
        ],
    ),
    (
        "DA1",
        &[
            "da1_access_is_by_role",
            "da1_the_policy_keeps_every_claim",
            "da1_the_table_of_roles_and_actions_stands",
            "da1_the_table_says_who_may_do_what",
            "da1_every_rule_in_force_is_shown_with_its_promise",
            "da1_the_list_of_open_doors_stands",
            "da1_a_route_that_forgets_to_authorize_answers_nothing",
            "da1_da5_the_gate_agrees_with_the_reference",
            "da1_da5_every_route_answers_everybody_as_declared",
            "da1_da5_the_policy_agrees_with_the_reference_on_every_single_role",
            "da1_da5_the_policy_agrees_with_the_reference_on_pairs_of_roles",
        ],
    ),
    (
        "DA2",
        &[
            "da2_da3_roles_are_delegated_downwards_only",
            "da2_da3_one_invites_to_what_one_may_give_and_to_nothing_else",
            "da2_da3_nobody_gets_what_nobody_above_could_give",
            "da2_what_happens_in_one_account_changes_nothing_in_another",
            "da2_da3_delegation_is_one_table",
            "da2_da3_the_blocked_delegate_nothing",
            "da2_da3_several_are_decided_one_by_one_and_the_left_out_are_named",
            "da2_an_account_has_an_owner_whatever_happens",
            "da2_an_account_changes_hands_when_both_agree",
            "da2_of_all_who_answer_at_once_one_gets_through",
        ],
    ),
    (
        "DA3",
        &[
            "da2_da3_roles_are_delegated_downwards_only",
            "da2_da3_one_invites_to_what_one_may_give_and_to_nothing_else",
            "da2_da3_nobody_gets_what_nobody_above_could_give",
            "da2_da3_delegation_is_one_table",
            "da2_da3_the_blocked_delegate_nothing",
            "da2_da3_several_are_decided_one_by_one_and_the_left_out_are_named",
            "da3_nobody_lengthens_a_role_of_his_own",
            "da3_who_lists_the_roles_of_a_channel_lists_those_of_its_courses",
            "da3_when_none_of_several_can_be_taken_nothing_is_done",
        ],
    ),
    (
        "DA4",
        &[
            "da4_a_role_is_gone_from_the_next_request_on",
            "da4_an_invitation_dies_with_the_role_of_who_made_it",
            "da4_a_file_stops_when_the_role_is_taken",
            "da4_an_account_shuts_with_the_role_of_who_opened_it",
            "da4_a_removed_learner_keeps_nothing_but_his_session",
            "da4_a_film_is_broken_off_when_the_role_is_removed",
            "da4_a_film_is_broken_off_on_another_node",
            "da4_a_film_goes_on_when_somebody_else_loses_a_role",
            "da4_an_upload_is_broken_off_when_the_role_is_removed",
            "da4_an_upload_under_way_ends_with_the_role",
            "da4_a_token_ends_with_the_role_it_derives_from",
            "da4_a_later_role_widens_no_token",
            "da4_a_token_allows_what_it_is_for_where_it_is_for",
            "da4_a_token_is_not_its_person",
            "da4_the_two_kinds_of_tokens_are_never_taken_for_one_another",
            "da4_a_removal_that_is_undone_at_once_takes_nothing_from_a_token",
            "da4_ua5_a_token_ends_with_time_revocation_block_and_leaving",
            "da4_a_token_is_cut_while_it_streams",
            "da4_a_token_allows_nothing_that_its_person_may_not",
            "da4_a_program_does_what_its_token_is_for_and_is_never_its_person",
            "da4_da5_the_policy_agrees_with_the_reference_on_tokens",
            "da4_da5_tokens_allow_what_the_reference_finds_left",
            "da4_when_an_end_date_passes_nothing_has_to_run_for_access_to_end",
            "da4_an_earlier_end_takes_away_at_once",
            "da4_terms_are_changed_on_the_record_and_an_end_takes_no_job",
            "da4_an_offer_dies_with_what_it_rests_on",
        ],
    ),
    (
        "DA5",
        &[
            "da1_da5_every_route_answers_everybody_as_declared",
            "da5_other_accounts_and_staff_find_nothing",
            "da5_strangers_find_no_page",
            "da5_tokens_of_others_are_not_there",
            "da5_somebody_elses_upload_is_not_there",
            "da4_da5_tokens_allow_what_the_reference_finds_left",
            "da4_da5_the_policy_agrees_with_the_reference_on_tokens",
            "da5_a_file_is_for_those_who_run_the_account",
            "da5_lists_show_what_the_policy_allows_to_see",
            "da5_lists_of_channels_hold_what_may_be_opened",
            "da5_lists_of_courses_hold_what_may_be_opened",
            "da5_two_schools_know_nothing_of_each_other",
            "da5_nobody_keeps_a_place_where_he_may_not_be",
            "da5_strangers_are_answered_alike_whatever_they_send",
            "da5_others_get_what_does_not_exist_byte_for_byte",
            "da5_strangers_find_no_page",
            "da5_what_one_may_not_know_of_looks_like_what_is_not_there",
            "da1_da5_the_gate_agrees_with_the_reference",
            "da1_da5_the_policy_agrees_with_the_reference_on_every_single_role",
            "da1_da5_the_policy_agrees_with_the_reference_on_pairs_of_roles",
            "da5_what_a_person_can_see_is_what_the_gate_lets_him_see",
            "da5_one_is_told_what_a_person_sees_below_oneself_and_no_more",
        ],
    ),
    ("BR1", &[]),
    ("BR2", &[]),
    ("DP1", &[]),
    ("DP2", &[]),
    (
        "DP3",
        &[
            "dp3_what_is_not_used_is_found",
            "dp3_a_review_is_signed_for_the_list_that_was_seen",
        ],
    ),
    ("DP4", &[]),
    ("IN1", &[]),
    ("IN2", &[]),
    ("IN3", &["hsts_is_told_under_tls_alone"]),
    (
        "IN4",
        &[
            "in4_no_uploaded_byte_is_readable_at_rest",
            "every_vector_is_sealed_byte_for_byte",
            "a_moved_object_does_not_open",
            "every_byte_counts",
            "no_readable_byte_reaches_the_disk",
            "no_readable_byte_reaches_the_bucket",
            "in4_an_independent_decryptor_opens_a_thousand_objects",
            "in4_verify_names_what_does_not_open",
            "in4_the_scrub_sees_everything_within_thirty_days",
            "in4_an_account_gets_a_new_key_while_its_films_play",
            "in4_a_new_root_key_reaches_every_account_and_the_old_one_opens_nothing",
            "in4_a_destroyed_key_makes_everything_unreadable_for_good",
            "in4_an_upload_that_began_before_a_rotation_opens_after_it",
            "in4_objects_move_while_they_are_served",
            "in4_a_copy_that_is_not_what_was_sealed_is_not_believed",
            "in4_a_film_is_broken_off_when_it_or_where_it_stands_is_removed",
            "in4_the_operator_looks_through_everything_while_it_is_served",
            "in4_keys_are_changed_while_films_play",
            "in4_everything_moves_to_another_store_while_it_is_served",
            "in4_the_copy_of_the_root_key_brings_it_back",
            "in4_the_key_of_an_account_is_destroyed_by_its_typed_name_alone",
            "in4_a_key_service_keeps_the_root_key",
            "t23_whichever_call_fails_nothing_acknowledged_is_lost",
            "t28_every_flipped_bit_is_told_and_no_wrong_byte_is_served",
            "in4_an_upload_in_pieces_becomes_the_film",
            "in4_what_came_before_the_line_broke_is_kept",
            "in4_of_two_writers_one_goes_on",
            "in4_a_chunk_counts_when_its_checksum_fits",
            "in4_parts_become_one_film",
            "in4_more_than_the_account_has_left_is_refused_before_it_travels",
            "in4_what_would_be_refused_is_refused_before_it_travels",
            "in4_a_gibibyte_comes_in_with_flat_memory",
            "in4_attachments_are_taken_along_and_shown_nowhere",
            "in4_no_piece_of_an_upload_is_readable_at_rest",
            "in4_an_upload_that_nobody_goes_on_with_leaves_nothing",
            "t18_what_hides_in_a_picture_stays_behind",
            "t18_an_archive_that_climbs_is_refused",
            "t18_a_bomb_is_refused",
            "t22_a_killed_server_loses_no_acknowledged_byte",
        ],
    ),
    ("IS1", &[]),
    ("IS2", &[]),
    ("IS3", &[]),
    ("IS4", &[]),
    ("PY1", &[]),
    ("PY2", &[]),
];

/// Every test that a promise names exists, and every test that is named after a promise stands in its row.
pub fn findings(tree: &Tree) -> Vec<Finding> {
    let tests = tests(tree);
    let mut found = missing(&tests, PROMISES);
    found.extend(unlisted(&tests, PROMISES));
    found
}

type Promises<'p> = &'p [(&'p str, &'p [&'p str])];

fn missing(tests: &[&str], promises: Promises) -> Vec<Finding> {
    let rows = promises.iter();
    let named = rows.flat_map(|(promise, names)| names.iter().map(move |name| (promise, name)));
    let gone = named.filter(|(_, name)| !tests.contains(name));
    gone.map(|(promise, name)| {
        finding(format!(
            "{promise} is kept by the test {name}, which is not there"
        ))
    })
    .collect()
}

/// A test says with its first words which promises it keeps: `da1_da5_…`.
fn unlisted(tests: &[&str], promises: Promises) -> Vec<Finding> {
    let mut found = Vec::new();
    for (promise, names) in promises {
        let keeps = |test: &&&str| {
            test.split('_')
                .take_while(|word| is_id(word))
                .any(|id| id.eq_ignore_ascii_case(promise))
        };
        let loose = tests
            .iter()
            .filter(keeps)
            .filter(|test| !names.contains(test));
        found.extend(loose.map(|test| {
            finding(format!(
                "the row of {promise} does not name the test {test}"
            ))
        }));
    }
    found
}

fn is_id(word: &str) -> bool {
    let bytes = word.as_bytes();
    bytes.len() == 3 && bytes[..2].iter().all(u8::is_ascii_lowercase) && bytes[2].is_ascii_digit()
}

fn finding(text: String) -> Finding {
    Finding {
        path: "xtask/src/tidy/promises.rs".to_owned(),
        line: 1,
        text,
    }
}

/// The names of all test functions of the crates.
fn tests(tree: &Tree) -> Vec<&str> {
    let mut names = Vec::new();
    for file in tree.rust().filter(|file| file.path.starts_with("crates/")) {
        let mut attribute = false;
        for pair in file.tokens().windows(2) {
            attribute |= pair[1].is_word("test") && !pair[0].is_word("mod");
            if pair[0].is_word("fn") {
                names.extend(pair[1].word().filter(|_| attribute));
                attribute = false;
            }
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_promise_and_its_tests_name_each_other() {
        let source = "//! A.\n#[cfg(test)] mod tests { #[tokio::test] async fn xx1_xx2_sealed() {} fn xx1_other() {} }";
        let tree = Tree::of(&[("crates/vault/src/a.rs", source)]);
        let tests = tests(&tree);
        assert_eq!(tests, ["xx1_xx2_sealed"]);
        let whole: Promises = &[("XX1", &["xx1_xx2_sealed"]), ("XX2", &["xx1_xx2_sealed"])];
        assert_eq!([missing(&tests, whole), unlisted(&tests, whole)], [[], []]);
        let gone = missing(&tests, &[("XX1", &["xx1_other"])]);
        assert_eq!(
            gone[0].text,
            "XX1 is kept by the test xx1_other, which is not there"
        );
        let loose = unlisted(&tests, &[("XX2", &[])]);
        assert_eq!(
            loose[0].text,
            "the row of XX2 does not name the test xx1_xx2_sealed"
        );
    }
}
