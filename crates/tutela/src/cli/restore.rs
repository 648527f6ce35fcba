//! `tutela restore`: a backup back onto an empty machine, or into another database. It says what it will do, and nothing is
//! served before everything that ended since is ended again.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Result;
use serde_json::json;
use tutela_audit::evidence;
use tutela_backup::restore::{self, Ledger, Recovered, Restore as Plan};
use tutela_backup::{Error, Manifest, RecoveryKey, Snapshot, events};
use tutela_core::{Ambient, Secret};
use tutela_db::Db;
use tutela_vault::{RootSource, Vault, VaultConfig};

use super::backup::moment;
use super::{Flags, say, serve};
use crate::config::{Loaded, StorePlace};
use crate::data;
use crate::installation::{backup_store, database, house_key, store};
use crate::refusal::{Refusal, refuse};
use crate::{logs, password};

/// What whoever restores without the ledger must have read.
const CONSENT: &str = "roles and passwords that ended may come back";

/// Put a backup back.
#[derive(Debug, clap::Args)]
pub struct Restore {
    /// Where the backups are: a folder, or s3://bucket
    from: StorePlace,
    /// The newest that is not newer than this moment, such as 2026-11-29T12:00:00Z; the newest of all without it
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// Read the recovery key from this file; TUTELA_BACKUP_KEY may hold it, otherwise it is asked for
    #[arg(long, value_name = "FILE")]
    key_file: Option<PathBuf>,
    /// Do not ask whether to go on
    #[arg(long)]
    yes: bool,
    /// Move what is in the data folder out of the way; it is kept beside it
    #[arg(long)]
    overwrite: bool,
    /// Go on though the ledger of what ended since the backup is lost: all sessions, tokens, invitations and links end.
    /// Its value must be the sentence "roles and passwords that ended may come back"
    #[arg(long, value_name = "SENTENCE")]
    without_ledger: Option<String>,
    /// Print what came back as one line of JSON on standard output
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    flags: Flags,
}

impl Restore {
    /// Runs the command.
    pub async fn run(self) -> Result<ExitCode> {
        let loaded = self.flags.clone().load(serve::DATA)?;
        logs::start(&loaded.settings.log);
        let at = moment(self.at.as_deref())?;
        let from = backup_store(&loaded, &self.from)?;
        let key = self.key(&loaded)?;
        let all = restore::list(&from, &key).await.map_err(refused)?;
        let noted = all
            .iter()
            .filter_map(Snapshot::noted)
            .map(|note| note.ledger);
        let plan = Plan {
            ledger_at_least: noted.max().unwrap_or(0),
            snapshot: restore::choose(&all, at).map_err(refused)?,
            ledger: self.ledger()?,
            from,
            key,
            ambient: Ambient::system(),
        };
        self.make_sure(&loaded, &plan)?;
        self.clear(&loaded.settings.data)?;
        let (manifest, recovered) = put_back(&loaded, &plan).await?;
        self.tell(&loaded, &manifest, &recovered);
        Ok(ExitCode::SUCCESS)
    }

    fn key(&self, loaded: &Loaded) -> Result<RecoveryKey> {
        let typed = match (&self.key_file, &loaded.secrets.backup_key) {
            (Some(file), _) => match fs::read_to_string(file) {
                Ok(text) => Secret::new(text),
                Err(error) => refuse!("{} cannot be read ({error}).", file.display()),
            },
            (None, Some(key)) => key.clone(),
            (None, None) => password::read_recovery_key()?,
        };
        Ok(RecoveryKey::parse(typed.expose()).map_err(refused)?)
    }

    fn ledger(&self) -> Result<Ledger> {
        match self.without_ledger.as_deref().map(str::trim) {
            None => Ok(Ledger::Replay),
            Some(CONSENT) => Ok(Ledger::Lost),
            Some(_) => refuse!("To go on without the ledger, say --without-ledger {CONSENT:?}."),
        }
    }

    /// Says what is about to happen.
    fn make_sure(&self, loaded: &Loaded, plan: &Plan) -> Result<()> {
        let settings = &loaded.settings;
        let to = match &settings.database {
            Some(address) => format!("{address}, and {}", settings.data.display()),
            None => settings.data.display().to_string(),
        };
        let note = plan.snapshot.noted();
        let (rows, objects) = note.map_or((0, 0), |note| (note.rows, note.objects));
        eprintln!(
            "The backup of {} UTC, {rows} rows and {objects} objects, goes from {} into {to}.",
            plan.snapshot.taken_at.minute(),
            self.from
        );
        if is_used(&settings.data) && self.overwrite {
            eprintln!(
                "What is in {} is moved aside and kept.",
                settings.data.display()
            );
        }
        if is_used(&settings.data) && !self.overwrite {
            refuse!(
                "There is something in {} already, and nothing is overwritten. Name another folder with --data, or say --overwrite.",
                settings.data.display()
            );
        }
        if self.yes || password::says_yes("Nothing has been changed yet.")? {
            return Ok(());
        }
        refuse!("Nothing was changed.")
    }

    fn clear(&self, data: &Path) -> Result<()> {
        if !is_used(data) {
            return Ok(());
        }
        if let Some(process) = crate::lock::DataLock::holder(data)? {
            refuse!(
                "{} is in use by another Tutela ({process}). Stop that one first.",
                data.display()
            );
        }
        let now = Ambient::system().now();
        let aside = format!("{}.before-{}", data.display(), now.seconds());
        match fs::rename(data, &aside) {
            Ok(()) => Ok(()),
            Err(error) => refuse!("{} cannot be moved aside ({error}).", data.display()),
        }
    }

    fn tell(&self, loaded: &Loaded, manifest: &Manifest, recovered: &Recovered) {
        let until = recovered.replayed.until.map(|at| at.to_string());
        if self.json {
            let told = json!({
                "taken_at": manifest.time().to_string(),
                "rows": recovered.rows,
                "objects": recovered.mirrored.copied + recovered.mirrored.present,
                "objects_missing": recovered.mirrored.missing.len(),
                "objects_damaged": recovered.mirrored.damaged.len(),
                "endings_replayed": recovered.replayed.entries,
                "endings_until": until,
                "ended_without_ledger": recovered.ended,
            });
            say(&format!("{told}\n"));
        }
        eprintln!(
            "All of it came back: {} rows and {} objects. {} endings since then were ended again.",
            recovered.rows,
            recovered.mirrored.copied + recovered.mirrored.present,
            recovered.replayed.entries
        );
        if recovered.ended > 0 {
            eprintln!(
                "The ledger was lost: {} sessions, tokens, invitations and links were ended. Look through the roles of every account, and have people choose new passwords.",
                recovered.ended
            );
        }
        eprintln!(
            "Start it: tutela serve --data {}",
            loaded.settings.data.display()
        );
    }
}

/// Whether there is anything that a restore would write over. Keys that were put there first are not.
fn is_used(data: &Path) -> bool {
    let used = [
        data::database(data),
        data.join("objects"),
        data::unfinished(data),
        data.join("layout"),
    ];
    used.iter().any(|path| path.exists())
}

/// Everything; until its end, nothing can be served from the folder.
async fn put_back(loaded: &Loaded, plan: &Plan) -> Result<(Manifest, Recovered)> {
    let data = &loaded.settings.data;
    data::found(data)?;
    fs::write(data::unfinished(data), "")?;
    let files = data::scratch(data).join("restore");
    let _ = fs::remove_dir_all(&files);
    fs::create_dir_all(&files)?;
    let manifest = plan.fetch(&files).await.map_err(refused)?;
    eprintln!("The files came, and every one is as it was.");
    if plan.ledger == Ledger::Replay {
        plan.check_ledger(&manifest).await.map_err(refused)?;
    }
    let keys = keep_keys(loaded, plan, &files)?;
    let place = database(&loaded.settings);
    let (db, replayed, ended) = plan
        .fill(&place, &files, &manifest)
        .await
        .map_err(refused)?;
    eprintln!("{} rows are back, and compared.", manifest.rows());
    let vault = open_vault(loaded, &manifest, keys, &plan.ambient).await?;
    let mirrored = plan.objects(&db, &vault.store()).await.map_err(refused)?;
    if let Some(object) = mirrored.missing.iter().chain(&mirrored.damaged).next() {
        let bad = mirrored.missing.len() + mirrored.damaged.len();
        eprintln!(
            "{bad} objects did not come back whole, {object} among them; their lessons show it."
        );
    }
    house_key::lay_in(&db, &vault, &plan.ambient).await?;
    note(&db, plan, &manifest).await?;
    db.close().await;
    fs::remove_dir_all(data::scratch(data))?;
    fs::remove_file(data::unfinished(data))?;
    let recovered = Recovered {
        rows: manifest.rows(),
        mirrored,
        replayed,
        ended,
    };
    Ok((manifest, recovered))
}

async fn note(db: &Db, plan: &Plan, manifest: &Manifest) -> Result<()> {
    let mut tx = db.write().await?;
    let detail = format!(
        "{} rows as of {}",
        manifest.rows(),
        manifest.time().minute()
    );
    events::restored(&mut tx, &plan.snapshot.id, &detail, &plan.ambient).await?;
    // Others may have seen entries that did not come back: under its old name the log must never sign again.
    evidence::renew(&mut tx, &plan.ambient).await?;
    Ok(tx.commit().await?)
}

/// The keys of the backup, where the settings want them; gives the root key.
fn keep_keys(loaded: &Loaded, plan: &Plan, files: &Path) -> Result<RootSource> {
    let file = loaded.settings.backup_key_file();
    if loaded.secrets.backup_key.is_none() && !file.exists() {
        plan.key.write(&file)?;
    }
    if let Some(text) = &loaded.secrets.root_key {
        return Ok(RootSource::Text(text.clone()));
    }
    let (from, to) = (
        files.join("keys").join("root.key"),
        loaded.settings.root_key_file(),
    );
    if !to.exists() {
        let folder = to.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder)?;
        fs::copy(&from, &to)?;
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(&to, fs::Permissions::from_mode(0o600))?;
    }
    Ok(RootSource::File(to))
}

/// The objects' vault, known to belong to this root key before the first object comes.
async fn open_vault(
    loaded: &Loaded,
    manifest: &Manifest,
    root: RootSource,
    ambient: &Ambient,
) -> Result<Vault> {
    let config = VaultConfig {
        store: store(loaded)?,
        installation: manifest.installation.clone(),
        root,
    };
    match Vault::start(config, ambient).await {
        Ok(vault) => Ok(vault),
        Err(error) => refuse!("The sealed objects cannot be used: {error}."),
    }
}

fn refused(error: Error) -> Refusal {
    let way_out = match &error {
        Error::Ledger(_) => format!(
            " Without it nobody knows which roles, sessions and passwords ended after the backup. Put it back from another copy of the place, or say --without-ledger {CONSENT:?}."
        ),
        _ => String::new(),
    };
    Refusal::new(format!("The restore stopped: {error}.{way_out}"))
}
