//! How much is kept of a card.

use super::read::Reader;
use crate::contact::Property;
use crate::interop::Severity;

/// Leaves out the lines that are to go, and the longest foreign ones of a card that is too long.
/// `bytes` is how long the card was; 0 if that is not known.
pub(super) fn limit(reader: &mut Reader<'_>, bytes: usize) {
    // Nothing takes more than thrice its bytes, whatever the charset was.
    let short = bytes > 0 && bytes < reader.options.kept_limit / 4;
    let total: usize = match short {
        true => 0,
        false => reader.properties.iter().map(size).sum(),
    };
    let gone = |reader: &Reader<'_>| -> usize {
        reader.left_out.iter().map(|at| size(&reader.properties[*at])).sum()
    };
    let mut over = total.saturating_sub(gone(reader)).saturating_sub(reader.options.kept_limit);
    if over > 0 {
        let foreign =
            |at: &usize| reader.properties[*at].anchor.is_none() && !reader.left_out.contains(at);
        let mut foreign: Vec<usize> = (0..reader.properties.len()).filter(foreign).collect();
        foreign.sort_by_key(|at| std::cmp::Reverse(size(&reader.properties[*at])));
        for at in foreign {
            if over == 0 {
                break;
            }
            over = over.saturating_sub(size(&reader.properties[at]));
            reader.warn(at, Severity::Warning, "kept.too_long");
            reader.left_out.push(at);
        }
    }
    if reader.left_out.is_empty() {
        return;
    }
    let mut stays = vec![true; reader.properties.len()];
    reader.left_out.iter().for_each(|at| stays[*at] = false);
    let mut stays = stays.into_iter();
    reader.properties.retain(|_| stays.next().unwrap_or(true));
}

/// The bytes of a line, without the picture that it refers to.
fn size(line: &Property) -> usize {
    let Property { group, name, params, value, bytes, .. } = line;
    let params = params.iter().map(|param| {
        param.name.len() + param.values.iter().map(|(value, _)| value.len() + 1).sum::<usize>()
    });
    let group = group.as_ref().map_or(0, |group| group.len() + 1);
    let bytes = bytes.as_ref().map_or(0, Vec::len);
    group + name.len() + params.sum::<usize>() + value.len() + bytes
}
