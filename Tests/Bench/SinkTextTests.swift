// SPDX-License-Identifier: Apache-2.0

import Bench
import Testing

@Suite struct SinkTextTests {
    @Test func `nginx's count is the third number below its heading`() {
        let page = """
            Active connections: 2
            server accepts handled requests
             65 65 40132
            Reading: 0 Writing: 1 Waiting: 1
            """
        #expect(NginxStatus(page)?.requests == 40_132)
    }

    @Test(arguments: ["", "404 Not Found", "server accepts handled requests", "server accepts handled requests\n 1 2"])
    func `what is not nginx's page gives no count`(page: String) {
        #expect(NginxStatus(page) == nil)
    }

    @Test(arguments: [
        ("", 0), ("sess=    1 quit=    0 mesg=    0\r", 0), ("mesg=   19\rsess=    2 quit=    0 mesg=   20\r", 20),
        // The newest set is still being written.
        ("sess=4 quit=4 mesg=120\rsess=4 quit=4 mesg=12", 120), ("sess=4 quit=4 mesg=7\rsess=4 qu", 7),
    ])
    func `smtp-sink's count is that of its last whole line`(text: String, mails: Int) {
        #expect(SMTPCounters.mails(in: text) == mails)
    }

    @Test func `the most memory that a process held is read from its status`() {
        #expect(
            ProcessStatus.peak(in: "Name:\tbelfry\nVmPeak:\t  900000 kB\nVmHWM:\t  126144 kB\nVmRSS:\t 1 kB\n")
                == 129_171_456
        )
        #expect(ProcessStatus.peak(in: "Name:\tgone\n") == 0)
    }

    @Test func `the processor is named as the system names it`() {
        #expect(Machine.processor(in: "processor\t: 0\nmodel name\t: AMD EPYC\nmodel name\t: other\n") == "AMD EPYC")
        #expect(Machine.processor(in: "") == "unknown processor")
    }
}
