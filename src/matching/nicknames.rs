//! Short forms of given names.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::fold::word;

/// Names that stand for each other, one family a line. A name may be in several.
const FAMILIES: &str = "\
abigail abby gail
albert al bert bertie
alexander alex al sandy lex sasha xander
alexandra alex sandra sandy lexi sasha
alfred al alf alfie fred
amanda mandy
andrew andy drew
ann anne annie nancy
anthony tony ant
antonio tony toni
barbara barb barbie babs
bartholomew bart
benjamin ben benny benji
bernard bernie
bradley brad
caroline carrie caro
catherine katherine kathryn catharine kate katie kathy cathy kitty kat
charles charlie chuck chas
christina christine chris tina chrissy
christopher chris kit topher
cynthia cindy
daniel dan danny
david dave davey
deborah debra deb debbie
dennis denny
donald don donny
dorothy dot dottie dolly
edward ed eddie ted teddy ned
eleanor ellie nell nora
elizabeth elisabeth liz lizzie beth betty betsy eliza libby lisa
emily em emmy
eugene gene
florence flo flora
frances fran franny
francis frank
francisco paco pancho
frederick fred freddie
gabriel gabe
gabrielle gabby
geoffrey jeffrey geoff jeff
gerald gerry jerry
gregory greg
harold harry hal
helen nell nellie
henry harry hank hal
howard howie
hans johannes johann
isabella isabel bella izzy
jacob jake
jacqueline jackie
james jim jimmy jamie
jane janie jenny
jennifer jen jenny
jeremy jerry
jessica jess jessie
john johnny jack jon
jonathan jon jonny
jose pepe
joseph joe joey jo
joshua josh
judith judy
julia julie
katarzyna kasia
kenneth ken kenny
kimberly kim
lawrence laurence larry laurie
leonard leo len lenny
louis lou louie
louise lou
margaret maggie meg peggy marge margie greta rita
maria mia
martin marty
mary molly polly may
matthew matt matty
maximilian max
megan meg
melissa mel missy
michael mike mick mickey micky
michelle shelly
mohammed muhammad mohamed mohammad
nathaniel nathan nate nat
nathan nate
nicholas nick nicky nico
nicole nicky nikki
oliver ollie
olivia liv livvy
pamela pam
patricia pat patty tricia trish
patrick pat paddy
peter pete
philip phil pip
raymond ray
rebecca becky becca
richard rick ricky rich dick richie
robert rob bob bobby robbie bert
roberta bobbie
ronald ron ronnie
rosemary rose rosie
russell russ
samantha sam sammy
samuel sam sammy
sandra sandy
sarah sara sally sadie
stephanie steph
stephen steven steve stevie
susan suzanne sue susie suzy
sebastian seb bastian
teresa theresa terry tess
terence terry
theodore theo ted teddy
thomas tom tommy
timothy tim timmy
tobias tobi toby
valerie val
victoria vicky tori
vincent vince vinnie
virginia ginny
walter walt wally
wilhelm willi
william bill billy will willy liam
zachary zach zack
";

static INDEX: LazyLock<HashMap<String, Vec<u16>>> = LazyLock::new(|| {
    let mut index: HashMap<String, Vec<u16>> = HashMap::new();
    for (family, number) in FAMILIES.lines().zip(0..) {
        for name in family.split(' ') {
            index.entry(word(name)).or_default().push(number);
        }
    }
    index
});

/// Whether one folded word is a short form of the other, or both are of a third.
pub(super) fn are_forms(a: &str, b: &str) -> bool {
    match (INDEX.get(a), INDEX.get(b)) {
        (Some(a), Some(b)) => a.iter().any(|family| b.contains(family)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_forms_stand_for_names() {
        for (a, b) in
            [("Bob", "Robert"), ("Liz", "Elisabeth"), ("Bill", "Will"), ("Steve", "Stephen")]
        {
            assert!(are_forms(&word(a), &word(b)), "{a} {b}");
        }
        assert!(!are_forms(&word("Bob"), &word("William")));
    }
}
