//! [`Guests`]: who is connected to the server. Nobody is refused for want of room: whoever has waited
//! the longest makes room for whoever comes.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Instant;

use hyper::body::{Body, Frame, SizeHint};
use tokio::task::AbortHandle;

/// Connections at once: browsers keep six for each of their windows.
const MOST_CONNECTIONS: usize = 400;

/// Streams of events at once: one for each page that is open. Browsers ask anew for one that ends.
const MOST_LISTENERS: usize = 100;

/// What a connection is doing, in the order in which they are sent away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Doing {
    /// It has not asked, not asked to the end, or has all that it asked for.
    Nothing,
    /// It is told of every issue.
    Listening,
    /// It is being answered.
    Asking,
}

struct Presence {
    doing: Doing,
    since: Instant,
    task: AbortHandle,
}

#[derive(Default)]
pub struct Guests(Mutex<Book>);

#[derive(Default)]
struct Book {
    last_number: u64,
    present: BTreeMap<u64, Presence>,
}

impl Guests {
    /// Has a connection served on a task of its own. Must be called within the runtime.
    pub fn welcome<F>(self: &Arc<Self>, serve: impl FnOnce(Arc<Guest>) -> F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let mut book = self.book();
        while book.present.len() >= MOST_CONNECTIONS && book.dismiss(None) {}
        book.last_number += 1;
        let number = book.last_number;
        let task = tokio::spawn(serve(Arc::new(Guest { number, guests: Arc::clone(self) })));
        let presence = Presence { doing: Doing::Nothing, since: Instant::now(), task: task.abort_handle() };
        book.present.insert(number, presence);
    }

    /// Sends away who can be spared most; `false` if nobody is there.
    pub fn make_room(&self) -> bool {
        self.book().dismiss(None)
    }

    /// A panic while the book was open would have left nothing half written.
    fn book(&self) -> MutexGuard<'_, Book> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Book {
    /// Ends one connection, of all or of those that do this; `false` if there is none.
    fn dismiss(&mut self, only: Option<Doing>) -> bool {
        let those = self.present.iter().filter(|(_, guest)| only.is_none_or(|only| guest.doing == only));
        let first = those.min_by_key(|(_, guest)| (guest.doing, guest.since)).map(|(number, _)| *number);
        let Some(guest) = first.and_then(|first| self.present.remove(&first)) else { return false };
        guest.task.abort();
        true
    }
}

/// One connection; it has left when this is dropped.
pub struct Guest {
    number: u64,
    guests: Arc<Guests>,
}

impl Guest {
    /// Notes that a request has come, until the answer's body is dropped.
    pub fn asks(self: &Arc<Self>) -> Request {
        self.turns_to(Doing::Asking);
        Request(Arc::clone(self))
    }

    fn turns_to(&self, doing: Doing) {
        let mut book = self.guests.book();
        if let Some(presence) = book.present.get_mut(&self.number) {
            presence.doing = doing;
            presence.since = Instant::now();
        }
        let listeners = book.present.values().filter(|guest| guest.doing == Doing::Listening).count();
        if listeners > MOST_LISTENERS {
            book.dismiss(Some(Doing::Listening));
        }
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        self.guests.book().present.remove(&self.number);
    }
}

/// A request that is being answered.
pub struct Request(Arc<Guest>);

impl Request {
    /// Notes that it is for events, and may take for ever.
    pub fn listens(&self) {
        self.0.turns_to(Doing::Listening);
    }

    pub fn answered<B>(self, body: B) -> Answered<B> {
        Answered { body, _request: self }
    }
}

impl Drop for Request {
    fn drop(&mut self) {
        self.0.turns_to(Doing::Nothing);
    }
}

/// The body of an answer.
pub struct Answered<B> {
    body: B,
    _request: Request,
}

impl<B: Body + Unpin> Body for Answered<B> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
