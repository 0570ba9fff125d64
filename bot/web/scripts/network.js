// What the page says when the server is busy or away, and what it tells Gradio then.
"use strict";

(() => {
  const { quotewell } = window;

  // Gradio loads the page anew when a network that was gone is back, and with it the conversation
  // would be gone. So it is not told that the network is gone, only that an answer failed.
  const failed = () => new Response("{}", {
    status: 503, headers: { "Content-Type": "application/json" },
  });
  const event = (data) => `data: ${JSON.stringify(data)}\n\n`;
  const unanswered = new TextEncoder().encode(
    event({ msg: "unexpected_error", message: "", success: false })
      + event({ msg: "close_stream", event_id: null }),
  );

  function offline() {
    quotewell.say("offline", "trouble");
  }

  async function next(reader) {
    try {
      return reader ? await reader.read() : { done: true };
    } catch {
      return { done: true };
    }
  }

  // The events of an answer. They may break off anywhere; the last of a whole one says so.
  function events(body, signal) {
    const reader = body?.getReader();
    const decoder = new TextDecoder();
    let last = "";
    return new Response(new ReadableStream({
      async pull(controller) {
        const { done, value } = await next(reader);
        if (!done) {
          last = (last + decoder.decode(value, { stream: true })).slice(-200);
          controller.enqueue(value);
          return;
        }
        if (!signal?.aborted && !last.includes("close_stream")) {
          offline();
          controller.enqueue(unanswered);
        }
        controller.close();
      },
      cancel: (reason) => reader?.cancel(reason),
    }), { headers: { "Content-Type": "text/event-stream" } });
  }

  // Whether a request is about a summary, without which an answer is whole.
  function beside(body) {
    const { components, dependencies } = window.gradio_config;
    const filled = dependencies.find((one) => one.id === JSON.parse(body ?? "{}").fn_index)?.outputs;
    return components.some((one) => one.props.elem_id?.startsWith("summary-")
      && filled?.includes(one.id));
  }

  // Only questions go through the queue. Gradio's own messages about failures are hidden:
  // they are in English only.
  const fetched = window.fetch;
  window.fetch = async (...request) => {
    const address = String(request[0]?.url ?? request[0]);
    const asks = address.includes("/queue/join");
    const answers = address.includes("/queue/data");
    const shows = address.includes("/run/") && !beside(request[1]?.body);
    if (asks) quotewell.say("looking", "busy");
    let response = null;
    try {
      response = await fetched(...request);
    } catch (error) {
      if (!address.includes("/gradio_api/")) throw error;
      if (asks || shows) offline();
      return answers ? events(null) : failed();
    }
    if ((asks || shows) && !response.ok) quotewell.say("busy", "trouble");
    // A proxy's page about its own trouble is no events.
    return answers ? events(response.ok ? response.body : null, request[1]?.signal) : response;
  };
})();
