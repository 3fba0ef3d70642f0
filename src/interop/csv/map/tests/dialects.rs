//! Tables of the products that are known.

use super::*;

#[test]
fn placeholder() {
    let _ = Dialect::Google;
}
