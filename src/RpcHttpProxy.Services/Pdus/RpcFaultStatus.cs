namespace RpcHttpProxy.Services;

/// <summary>
/// Status of a fault PDU: the names of [C706] appendices E and N.2, and Windows codes that travel in faults too. Others may arrive.
/// </summary>
public enum RpcFaultStatus : uint
{
    /// <summary>No fault. Never sent ([MS-RPCE] 3.3.3.5.1).</summary>
    None = 0,

    /// <summary>ERROR_ACCESS_DENIED; also what a request gets whose stub is too long ([MS-RPCE] 3.3.3.5.4).</summary>
    rpc_s_access_denied = 0x0000_0005,

    /// <summary>The bind_nak reason 8 as the answer to an alter_context ([MS-RPCE] 3.3.3.5.3).</summary>
    authentication_type_not_recognized = 0x0000_0008,

    /// <summary>RPC_X_BAD_STUB_DATA: the stub does not decode; Samba calls it the NDR fault.</summary>
    rpc_x_bad_stub_data = 0x0000_06F7,

    nca_s_fault_int_div_by_zero = 0x1C00_0001,
    nca_s_fault_addr_error = 0x1C00_0002,
    nca_s_fault_fp_div_zero = 0x1C00_0003,
    nca_s_fault_fp_underflow = 0x1C00_0004,
    nca_s_fault_fp_overflow = 0x1C00_0005,
    nca_s_fault_invalid_tag = 0x1C00_0006,
    nca_s_fault_invalid_bound = 0x1C00_0007,
    nca_s_rpc_version_mismatch = 0x1C00_0008,
    nca_s_unspec_reject = 0x1C00_0009,
    nca_s_bad_actid = 0x1C00_000A,
    nca_s_who_are_you_failed = 0x1C00_000B,
    nca_s_manager_not_entered = 0x1C00_000C,
    nca_s_fault_cancel = 0x1C00_000D,
    nca_s_fault_ill_inst = 0x1C00_000E,
    nca_s_fault_fp_error = 0x1C00_000F,
    nca_s_fault_int_overflow = 0x1C00_0010,
    nca_s_fault_unspec = 0x1C00_0012,
    nca_s_fault_remote_comm_failure = 0x1C00_0013,
    nca_s_fault_pipe_empty = 0x1C00_0014,
    nca_s_fault_pipe_closed = 0x1C00_0015,
    nca_s_fault_pipe_order = 0x1C00_0016,
    nca_s_fault_pipe_discipline = 0x1C00_0017,
    nca_s_fault_pipe_comm_error = 0x1C00_0018,
    nca_s_fault_pipe_memory = 0x1C00_0019,
    nca_s_fault_context_mismatch = 0x1C00_001A,
    nca_s_fault_remote_no_memory = 0x1C00_001B,
    nca_s_invalid_pres_context_id = 0x1C00_001C,
    nca_s_unsupported_authn_level = 0x1C00_001D,
    nca_s_invalid_checksum = 0x1C00_001F,
    nca_s_invalid_crc = 0x1C00_0020,
    nca_s_fault_user_defined = 0x1C00_0021,
    nca_s_fault_tx_open_failed = 0x1C00_0022,
    nca_s_fault_codeset_conv_error = 0x1C00_0023,
    nca_s_fault_object_not_found = 0x1C00_0024,
    nca_s_fault_no_client_stub = 0x1C00_0025,
    nca_s_comm_failure = 0x1C01_0001,
    nca_s_op_rng_error = 0x1C01_0002,
    nca_s_unk_if = 0x1C01_0003,
    nca_s_wrong_boot_time = 0x1C01_0006,
    nca_s_you_crashed = 0x1C01_0009,
    nca_s_proto_error = 0x1C01_000B,
    nca_s_out_args_too_big = 0x1C01_0013,
    nca_s_server_too_busy = 0x1C01_0014,
    nca_s_fault_string_too_long = 0x1C01_0015,
    nca_s_unsupported_type = 0x1C01_0017,
}
