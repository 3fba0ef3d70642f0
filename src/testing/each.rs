/// Every promise of a store as a test, in one line.
///
/// `store_tests!(name, subject)` makes a module `name` with a `#[test]` for each function of
/// [`suite`](crate::testing::suite); `subject` is an expression of a
/// [`Subject`](crate::testing::suite::Subject), most simply a function that opens a shelf. With
/// `not_durable` as third argument the promises about reopening are listed as ignored.
///
/// ```
/// # use contacts_core::MemoryStore;
/// contacts_core::testing::store_tests!(memory, MemoryStore::new, not_durable);
/// ```
#[macro_export]
macro_rules! store_tests {
    ($name:ident, $subject:expr) => {
        $crate::store_tests! { @all tests $name, $subject, durable }
    };
    ($name:ident, $subject:expr, not_durable) => {
        $crate::store_tests! { @all tests $name, $subject, not_durable }
    };
    (@list) => {
        $crate::store_tests! { @all list }
    };
    (@all $then:ident $($args:tt)*) => {
        $crate::store_tests! {
            @$then [
                a_new_book_is_empty
                what_was_created_is_read_back
                slots_come_in_the_order_of_the_ids
                one_id_is_answered_as_many_are
                update_with_old_revision_is_refused_and_changes_nothing
                delete_with_old_revision_is_refused_and_changes_nothing
                a_conflict_says_what_was_expected_and_what_is_there
                the_id_of_a_live_contact_is_not_used_again
                the_id_of_a_deleted_contact_is_not_used_again
                a_deleted_contact_is_gone_from_every_read
                a_revision_grows_by_one_for_every_change
                dates_of_change_never_go_back
                a_change_set_without_an_edit_makes_no_commit

                every_edit_of_a_commit_is_carried_out
                a_commit_is_all_or_nothing
                a_failed_commit_leaves_no_trace
                a_store_that_fails_says_the_truth
                a_large_change_set_is_carried_out_whole
                required_revisions_are_checked
                a_required_key_is_free_of_others
                required_room_is_checked

                a_merge_keeps_the_target_and_redirects_the_sources
                a_merge_is_refused_if_the_target_moved
                a_merge_is_refused_if_a_source_moved
                a_redirect_is_one_hop_after_every_merge
                a_merge_moves_only_the_redirects_it_must
                a_merged_id_is_not_created_again
                a_merged_id_is_not_written
                merging_a_merged_contact_again_is_refused
                a_plain_read_does_not_follow_a_redirect
                a_redirect_outlives_its_target
                every_value_of_a_source_is_found_at_the_target
                a_merge_leaves_all_others_as_they_were
                a_merge_that_adds_nothing_is_a_commit

                a_renamed_label_keeps_its_key_and_members
                a_label_key_is_never_used_again
                a_label_name_belongs_to_one_label
                names_are_compared_exactly
                labels_swap_names_in_one_commit
                a_deleted_label_is_gone_from_every_contact
                deleting_a_definition_leaves_revisions
                a_contact_has_only_labels_that_exist
                a_value_has_the_type_of_its_field
                a_deleted_field_takes_its_values_along
                field_keys_and_names_are_unique
                definitions_with_old_revision_are_not_changed
                definitions_are_listed_in_order

                a_segment_is_read_back_as_it_was_put
                a_segment_id_is_never_used_again
                segments_with_old_revision_are_not_changed
                segments_may_share_a_name
                required_room_for_segments_is_checked
                the_journal_tells_of_segments
                a_segment_is_made_once
                books_share_no_segments

                every_match_key_finds_its_contact
                a_replaced_address_no_longer_finds_the_contact
                a_label_finds_those_who_have_it_now
                contacts_are_listed_by_creation_then_id
                pages_in_a_row_are_the_whole_list
                pages_neither_skip_nor_repeat_under_writes
                a_page_goes_on_after_a_contact_that_is_gone
                a_query_finds_what_a_scan_finds

                every_condition_finds_whom_it_describes
                a_search_finds_words_and_exact_values
                contacts_are_sorted_up_and_down_with_what_is_missing_at_the_end
                a_page_goes_on_after_a_place_and_not_after_a_contact
                a_total_counts_all_that_meet_the_query
                a_condition_and_its_opposite_part_the_contacts
                facets_count_contacts_by_their_values
                queries_follow_the_deletion_of_labels_and_fields
                queries_stay_in_their_book
                queries_answer_as_a_scan_does
                a_walk_meets_those_who_stay_exactly_once

                the_journal_counts_without_gaps
                the_journal_holds_the_events_of_every_commit
                the_events_of_a_merge_name_their_cause
                the_journal_is_read_in_parts
                a_slow_reader_of_the_journal_loses_nothing
                folding_the_events_gives_the_state
                the_journal_attaches_the_present_state
                a_commit_carries_the_state_that_it_made
                a_commit_is_found_by_the_id_of_its_change_set
                the_journal_holds_no_personal_values
                committing_again_gives_the_first_commit
                an_id_with_other_content_is_refused
                a_refused_change_set_may_succeed_later

                text_is_kept_code_point_for_code_point
                times_are_kept_to_the_microsecond
                numbers_and_days_are_kept
                media_come_back_and_stay_in_their_book
                every_part_of_a_contact_is_kept
                lists_keep_order_ids_and_primary

                books_do_not_see_each_other
                books_share_no_change_set_ids
                books_used_at_once_do_not_mix
                another_handle_sees_every_commit_at_once

                readers_see_a_commit_whole_or_not_at_all
                a_large_commit_is_seen_whole_or_not_at_all
                a_page_shows_one_moment
                what_a_query_finds_meets_it
                a_page_and_its_total_are_of_one_moment
                facets_are_of_one_moment
                the_journal_and_its_states_are_of_one_moment
                of_two_updates_of_one_revision_one_is_committed
                of_two_creations_at_one_id_one_is_committed
                two_concurrent_merges_make_no_cycle
                of_two_merges_of_one_source_one_is_committed
                an_update_of_a_source_is_not_lost_in_a_merge
                two_concurrent_creations_do_not_share_a_free_address
                a_label_deleted_meanwhile_is_on_no_contact
                retries_that_overlap_give_one_commit
                a_follower_of_the_journal_misses_nothing
                no_failure_of_locks_reaches_the_caller
                a_history_of_threads_is_one_of_its_journal

                a_random_run_agrees_with_the_model
            ] [
                reopening_keeps_every_commit
                reopening_keeps_redirects
                reopening_keeps_segments
                reopening_goes_on_counting
                reopening_keeps_the_ids_of_change_sets
            ] $($args)*
        }
    };
    (@list [$($promise:ident)*] [$($durable:ident)*]) => {
        &[
            $(Promise { name: stringify!($promise), check: $promise, needs: Needs::Nothing },)*
            $(Promise { name: stringify!($durable), check: $durable, needs: Needs::Reopening },)*
        ]
    };
    (@tests [$($promise:ident)*] [$($durable:ident)*] $name:ident, $subject:expr, durable) => {
        mod $name {
            #[allow(unused_imports, reason = "the subject may stand beside this module")]
            use super::*;
            $(#[test] fn $promise() { $crate::testing::suite::$promise(&$subject) })*
            $(#[test] fn $durable() { $crate::testing::suite::$durable(&$subject) })*
        }
    };
    (@tests [$($promise:ident)*] [$($durable:ident)*] $name:ident, $subject:expr, not_durable) => {
        mod $name {
            #[allow(unused_imports, reason = "the subject may stand beside this module")]
            use super::*;
            $(#[test] fn $promise() { $crate::testing::suite::$promise(&$subject) })*
            $(
                #[test]
                #[ignore = "this store keeps nothing when it is closed"]
                fn $durable() { $crate::testing::suite::$durable(&$subject) }
            )*
            #[test]
            fn it_keeps_nothing_when_it_is_closed() {
                use $crate::testing::suite::Subject;
                let subject: &dyn Subject = &$subject;
                assert!(subject.open().reopen().is_none(), "it can be reopened: leave `not_durable` out");
            }
        }
    };
}
