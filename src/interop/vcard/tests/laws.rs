//! What holds for every value, however hostile.

use proptest::prelude::*;

use super::*;

fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("\r\n"),
        Just("\n"),
        Just("\r"),
        Just("END:VCARD"),
        Just("BEGIN:VCARD"),
        Just("AGENT:"),
        Just(";"),
        Just(","),
        Just(":"),
        Just("\\"),
        Just("\\n"),
        Just("="),
        Just("\""),
        Just("^"),
        Just("^n"),
        Just("'"),
        Just(" "),
        Just("\t"),
        Just("ä"),
        Just("🙂"),
        Just("a"),
        Just("=0A"),
        Just("QUOTED-PRINTABLE"),
        Just("BASE64"),
        Just("\u{85}"),
        Just("\u{0}"),
        Just("a long word that makes lines long"),
    ];
    proptest::collection::vec(piece, 0..20).prop_map(|pieces| pieces.concat())
}

fn any_param() -> impl Strategy<Value = Parameter> {
    let name = prop_oneof!["[A-Za-z-]{0,6}", Just("ENCODING".to_owned())];
    let values = proptest::collection::vec((text(), any::<bool>()), 1..3);
    (name, values).prop_map(|(name, values)| Parameter {
        name: name.into(),
        values: values.into_iter().map(|(v, q)| (v.into(), q)).collect(),
    })
}

fn any_property() -> impl Strategy<Value = Property> {
    let encoding =
        prop_oneof![Just(Encoding::None), Just(Encoding::QuotedPrintable), Just(Encoding::Base64)];
    let name = prop_oneof!["[A-Za-z_-]{1,9}", Just("AGENT".to_owned()), Just(String::new())];
    let params = proptest::collection::vec(any_param(), 0..4);
    (proptest::option::of("[a-z.0-9]{1,9}"), name, params, text(), encoding).prop_map(
        |(group, name, params, value, encoding)| Property {
            group: group.map(Into::into),
            params,
            encoding,
            ..property(&name, &value)
        },
    )
}

fn any_version() -> impl Strategy<Value = Version> {
    prop_oneof![Just(Version::V2_1), Just(Version::V3_0), Just(Version::V4_0)]
}

proptest! {
    #[test]
    fn what_is_written_is_one_card_with_as_many_properties(
        version in any_version(),
        properties in proptest::collection::vec(any_property(), 0..5),
    ) {
        let card = card(written(version, &properties));
        prop_assert_eq!(card.properties.len(), properties.len());
        prop_assert_eq!(card.version, version);
        prop_assert_eq!(card.problems, []);
    }

    #[test]
    fn values_and_parameters_come_back(
        version in prop_oneof![Just(Version::V3_0), Just(Version::V4_0)],
        value in text(),
        param in text(),
    ) {
        let tidy = |text: &str| {
            let text = text.replace("\r\n", "\n").replace('\r', "\n");
            text.replace(['\u{85}', '\u{0}'], "")
        };
        let mut note = property("NOTE", &text::escape(version, &value));
        note.params = vec![super::param("X-P", &param)];
        let card = card(written(version, &[note]));
        let read = &card.properties[0];
        prop_assert_eq!(text::unescape(version, &read.value).into_owned(), tidy(&value));
        prop_assert_eq!(read.params[0].values[0].0.as_str(), tidy(&param));
    }

    #[test]
    fn what_was_read_is_read_again(
        version in any_version(),
        properties in proptest::collection::vec(any_property(), 0..5),
        cut in any::<prop::sample::Index>(),
        insert in text(),
    ) {
        // Written, then damaged somewhere: whatever is read from that must be stable.
        let mut bytes = written(version, &properties);
        let at = cut.index(bytes.len());
        bytes.splice(at..at, insert.bytes());
        for item in read(&bytes) {
            let Item::Card(first) = item else { continue };
            // Read as text because of a damaged head, and not written so for good reason.
            let agent = |p: &Property| p.name == "AGENT" && p.value.trim() == "BEGIN:VCARD";
            if first.properties.iter().any(agent) {
                continue;
            }
            let again = card(written(first.version, &first.properties));
            if first.version != Version::V2_1 {
                prop_assert_eq!(essence(&again), essence(&first));
            }
            let third = card(written(first.version, &again.properties));
            prop_assert_eq!(essence(&third), essence(&again));
        }
    }

    #[test]
    fn no_bytes_make_it_panic(
        bytes in proptest::collection::vec(any::<u8>(), 0..300),
        tail in text(),
    ) {
        let mut all = b"BEGIN:VCARD\nVERSION:2.1\n".to_vec();
        all.extend_from_slice(&bytes);
        all.extend_from_slice(tail.as_bytes());
        read(&all);
        read(&bytes);
    }
}
