use crate::run::Outcome;
pub fn size() -> Outcome {
    Ok(())
}
